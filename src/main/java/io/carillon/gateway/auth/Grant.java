package io.carillon.gateway.auth;

import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.config.ChannelPolicy;

/**
 * What a client may hear a channel with, by its subscription token or by whoever else vouches for
 * it.
 *
 * @param info that others see of it in the channel; null when there is none
 * @param expireAt seconds since 1970 until which it may hear it; 0 for ever
 * @param data for the client itself; null when there is none
 * @param presence whether it counts as present; null when the channel's policy says so
 * @param joinLeave whether others are told that it comes and goes; null when the policy says so
 * @param byBackend whether a backend said so, which can be asked for more time
 */
public record Grant(
    Payload info,
    long expireAt,
    Payload data,
    Boolean presence,
    Boolean joinLeave,
    boolean byBackend) {
  /** As the policy of the channel says, for ever. */
  public static final Grant PLAIN = new Grant(null, 0, null, null, null, false);

  /**
   * The same for another time.
   *
   * @param another null for the same as before
   */
  public Grant until(long expireAt, Payload another) {
    Payload seen = another == null ? info : another;
    return new Grant(seen, expireAt, data, presence, joinLeave, byBackend);
  }

  /** Whether it says nothing. */
  public boolean isPlain() {
    return info == null && expireAt == 0 && data == null && presence == null && joinLeave == null;
  }

  /** Whether the client counts as present in a channel of this policy. */
  public boolean isPresent(ChannelPolicy policy) {
    return presence == null ? policy.presence() : presence;
  }

  /** Whether others are told that the client comes and goes in a channel of this policy. */
  public boolean isAnnounced(ChannelPolicy policy) {
    return joinLeave == null ? policy.joinLeave() : joinLeave;
  }

  /** Shows neither info nor data: they may be anything. */
  @Override
  public String toString() {
    return "Grant[expireAt=" + expireAt + "]";
  }
}
