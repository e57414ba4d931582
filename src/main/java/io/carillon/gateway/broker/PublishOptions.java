package io.carillon.gateway.broker;

import io.carillon.gateway.channel.ClientInfo;
import java.util.Map;

/**
 * How one publication is to be taken.
 *
 * @param retention of the channel, or {@link Retention#NONE} to pass the history by
 * @param info who publishes; null for a backend
 * @param tags travel with the publication; empty when there are none
 * @param idempotencyKey a second publication with the same key and channel within five minutes is
 *     not made, and is answered with the position of the first; null when there is none
 */
public record PublishOptions(
    Retention retention, ClientInfo info, Map<String, String> tags, String idempotencyKey) {
  public PublishOptions {
    tags = Map.copyOf(tags);
  }
}
