package io.carillon.gateway.auth;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.error.GatewayException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What verified tokens of clients say: those they connect with, and those they subscribe with.
 * Stateless.
 */
final class ClientToken {
  private ClientToken() {}

  /** Whoever it is of. */
  static Principal principal(Claims claims) throws Refused {
    return new Principal(claims.text("sub"), claims.toMap());
  }

  /** Of a connection. */
  static Credentials credentials(Claims claims) throws Refused {
    if (!claims.text("channel").isEmpty()) {
      throw new Refused(TokenVerdict.CLAIMS, "it is of a subscription, not of a connection");
    }
    return new Credentials(
        principal(claims),
        claims.payload("info"),
        expireAt(claims),
        subscriptions(claims),
        claims.json("meta"));
  }

  /**
   * Of a subscription.
   *
   * @param user who brings it; only its own will do
   * @param client its session; only its own will do where the token names one
   */
  static Grant grant(Claims claims, Channel channel, String user, String client) throws Refused {
    String only = claims.text("client");
    if (!claims.text("channel").equals(channel.name())) {
      throw new Refused(TokenVerdict.CLAIMS, "it is of another channel");
    }
    if (!claims.text("sub").equals(user) || !(only.isEmpty() || only.equals(client))) {
      throw new Refused(TokenVerdict.CLAIMS, "it is of another client");
    }
    return grant(claims, expireAt(claims));
  }

  private static Map<Channel, Grant> subscriptions(Claims claims) throws Refused {
    Map<Channel, Grant> subscriptions = new LinkedHashMap<>();
    for (Map.Entry<String, Claims> one : claims.objects("subs").entrySet()) {
      subscriptions.put(channel(one.getKey()), grant(one.getValue(), 0));
    }
    if (subscriptions.isEmpty()) {
      for (String name : claims.texts("channels")) {
        subscriptions.put(channel(name), Grant.PLAIN);
      }
    }
    return subscriptions;
  }

  private static Grant grant(Claims claims, long expireAt) throws Refused {
    Claims override = claims.object("override");
    return new Grant(
        claims.payload("info"),
        expireAt,
        claims.payload("data"),
        override == null ? null : override.flag("presence"),
        override == null ? null : override.flag("join_leave"),
        false);
  }

  // How long the token can be brought is one thing, how long it holds may be another.
  private static long expireAt(Claims claims) throws Refused {
    return Math.max(0, claims.seconds("expire_at", claims.seconds("exp", 0)));
  }

  private static Channel channel(String name) throws Refused {
    try {
      return new Channel(name);
    } catch (GatewayException malformed) {
      throw new Refused(TokenVerdict.CLAIMS, "it names a channel that can be none");
    }
  }
}
