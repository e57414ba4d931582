package io.carillon.gateway.pubsub;

import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.config.ChannelPolicy;
import io.carillon.gateway.config.GatewayConfig;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import java.util.Set;

/** What holds for a channel. Immutable; callable from any thread. */
public final class Policies {
  private final GatewayConfig config;
  private final Set<String> claims;

  public Policies(GatewayConfig config) {
    this.config = config;
    this.claims = config.claims();
  }

  /**
   * The policy of a channel.
   *
   * @throws GatewayException with {@code UNKNOWN_CHANNEL} when nobody configured its namespace
   */
  public ChannelPolicy of(Channel channel) {
    return config
        .policyOf(channel.name())
        .orElseThrow(() -> new GatewayException(ErrorCode.UNKNOWN_CHANNEL, channel.name()));
  }

  /** The claims of clients that some policy goes by. */
  public Set<String> claims() {
    return claims;
  }

  /** How much of a channel is kept; fails like {@link #of}. */
  public Retention retention(Channel channel) {
    ChannelPolicy policy = of(channel);
    return policy.keepsHistory()
        ? new Retention(policy.history().size(), policy.history().ttl())
        : Retention.NONE;
  }
}
