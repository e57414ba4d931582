package io.carillon.gateway.proxy.log;

import java.time.Duration;

/**
 * What one line of the access log tells.
 *
 * @param event {@code open} and {@code close} of a link, {@code request} of plain HTTP
 * @param link id of the link or request, the same in both lines
 * @param client its address
 * @param target {@code pool/name}; empty when none was reached
 * @param status of the answer
 * @param duration zero in the first line
 * @param bytesUp from the client, payload and framing
 * @param messagesUp whole messages from the client; of the gateway's own none
 * @param closeCode that ended a link; 0 when it has not ended or was never upgraded, 1005 for a
 *     close without a code, 1006 for none at all
 * @param closedBy {@code client}, {@code target} or {@code gateway}; empty while open
 */
public record AccessEntry(
    String event,
    String link,
    String client,
    String method,
    String uri,
    String route,
    String target,
    int status,
    Duration duration,
    long bytesUp,
    long bytesDown,
    long messagesUp,
    long messagesDown,
    int closeCode,
    String closedBy,
    String reason) {}
