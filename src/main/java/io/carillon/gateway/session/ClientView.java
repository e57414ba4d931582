package io.carillon.gateway.session;

/**
 * A client as operators see it at one moment.
 *
 * @param kind centrifuge, centrifuge-sse, centrifuge-http-stream, websocket or sse
 * @param connectedAt since 1970 in milliseconds
 * @param channels that it is subscribed to
 * @param busiest the one of them with the most publications just now; empty when there is none
 * @param queuedBytes that wait for it
 * @param oldestMillis how long the first of them has waited, at most; 0 when none waits
 */
public record ClientView(
    String client,
    String user,
    String kind,
    long connectedAt,
    int channels,
    String busiest,
    long queuedBytes,
    long oldestMillis) {}
