package io.carillon.gateway.proxy.link;

import io.carillon.gateway.channel.ClientInfo;

/**
 * A link as operators see it at one moment.
 *
 * @param client the id of the link, and the user whom its token told
 * @param target {@code pool/name}
 * @param openedAt since 1970 in milliseconds
 * @param queuedBytes that wait for the client in this process
 * @param oldestMillis how long the first of them has waited, about; 0 when none waits
 */
public record LinkView(
    ClientInfo client, String target, long openedAt, long queuedBytes, long oldestMillis) {}
