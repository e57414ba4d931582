package io.carillon.gateway.session;

import java.util.Map;

/**
 * How a client came.
 *
 * @param route its name
 * @param address of the client, as the proxies tell that are believed
 * @param metrics that count clients of this kind and route
 * @param headers of its handshake that backends may have; empty when they want none
 */
record Origin(
    SessionMetrics.Kind kind,
    String route,
    String address,
    ClientMetrics metrics,
    Map<String, String> headers) {}
