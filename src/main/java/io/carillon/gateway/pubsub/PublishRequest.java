package io.carillon.gateway.pubsub;

import io.carillon.gateway.channel.ClientInfo;
import java.util.Map;

/**
 * What comes with the data of a publication.
 *
 * @param info who publishes; null for a backend
 * @param tags empty when there are none
 * @param idempotencyKey null when there is none
 * @param skipHistory whether the publication is only sent, not kept, though the channel keeps a
 *     stream
 */
public record PublishRequest(
    ClientInfo info, Map<String, String> tags, String idempotencyKey, boolean skipHistory) {
  /** What a client publishes. */
  public static PublishRequest of(ClientInfo info) {
    return new PublishRequest(info, Map.of(), null, false);
  }
}
