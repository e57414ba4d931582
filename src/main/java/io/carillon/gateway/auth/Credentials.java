package io.carillon.gateway.auth;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Payload;
import java.util.Map;

/**
 * What a client comes in with, by its connection token or by whoever else vouches for it.
 *
 * @param principal who it is
 * @param info that others see of it; null when there is none
 * @param expireAt seconds since 1970 until which it may stay; 0 for ever
 * @param subscriptions that the server makes for it
 * @param meta that only backends see; null when there is none
 */
public record Credentials(
    Principal principal,
    Payload info,
    long expireAt,
    Map<Channel, Grant> subscriptions,
    Payload meta) {
  /** Of nobody in particular. */
  public static final Credentials ANONYMOUS =
      new Credentials(Principal.ANONYMOUS, null, 0, Map.of(), null);

  public Credentials {
    subscriptions = Map.copyOf(subscriptions);
  }

  /** Shows neither info nor meta: they may be anything. */
  @Override
  public String toString() {
    return "Credentials[user=" + principal.user() + ", expireAt=" + expireAt + "]";
  }
}
