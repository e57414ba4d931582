package io.carillon.gateway.auth;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.config.ChannelPolicy;
import io.carillon.gateway.config.Permission;
import io.carillon.gateway.config.Permission.Who;

/**
 * What a client may do in a channel. Goes by the name of the channel alone, so that a refusal tells
 * nobody whether there is anything in it.
 */
public final class Permissions {
  private Permissions() {}

  /**
   * Whether a client may subscribe by itself.
   *
   * @param token whether it showed a subscription token for this channel that is valid
   */
  public static boolean maySubscribe(
      ChannelPolicy policy, Channel channel, Principal client, boolean token) {
    Permission permission = policy.access().subscribe();
    boolean enough = permission.names(Who.TOKEN) || permission.backend().isPresent();
    return (token && enough) || allows(permission, channel, client, false);
  }

  /** Whether a client may publish, being {@code subscribed} to the channel or not. */
  public static boolean mayPublish(
      ChannelPolicy policy, Channel channel, Principal client, boolean subscribed) {
    return allows(policy.access().publish(), channel, client, subscribed);
  }

  /** Whether a client may read what was published. */
  public static boolean mayReadHistory(
      ChannelPolicy policy, Channel channel, Principal client, boolean subscribed) {
    return allows(policy.access().readHistory(), channel, client, subscribed);
  }

  /** Whether a client may see who is there. */
  public static boolean mayReadPresence(
      ChannelPolicy policy, Channel channel, Principal client, boolean subscribed) {
    return allows(policy.access().readPresence(), channel, client, subscribed);
  }

  private static boolean allows(
      Permission permission, Channel channel, Principal client, boolean subscribed) {
    return permission.names(Who.ANYONE)
        || (subscribed && permission.names(Who.SUBSCRIBERS))
        || (!client.user().isEmpty() && permission.names(Who.AUTHENTICATED))
        || (permission.names(Who.LISTED) && ListedUsers.of(channel).contains(client.user()))
        || permission.patterns().stream()
            .anyMatch(pattern -> ChannelNames.matches(pattern, channel, client));
  }
}
