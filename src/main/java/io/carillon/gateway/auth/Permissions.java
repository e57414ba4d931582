package io.carillon.gateway.auth;

import io.carillon.gateway.config.ChannelPolicy;

/** What a client may do in a channel. */
public final class Permissions {
  private Permissions() {}

  /** Whether a client may publish, being {@code subscribed} to the channel or not. */
  public static boolean mayPublish(ChannelPolicy policy, boolean subscribed) {
    return switch (policy.publish()) {
      case SERVER -> false;
      case SUBSCRIBERS -> subscribed;
      case ANYONE -> true;
    };
  }

  /** Whether a client may read a channel's history and see who is present. */
  public static boolean mayRead(boolean subscribed) {
    return subscribed;
  }
}
