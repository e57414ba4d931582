package io.carillon.gateway.proxy.upstream;

import io.carillon.gateway.proxy.pool.Target;
import io.netty.channel.Channel;

/**
 * An open connection to a target, with TLS and the PROXY header done. Its pipeline holds at most
 * the {@code SslHandler}, so whoever is given it adds handlers at once, in the same turn of the
 * loop; it does not read until told to. Its channel is on the loop of the client and owned by
 * whoever asked for it. Confined to that loop.
 */
public final class Upstream {
  private final Target target;
  private final Channel channel;
  private final PoolTls tls;
  private boolean counted = true;

  /**
   * Counted at its target until it is {@linkplain #release released} or its channel closes.
   *
   * @param target already counted, as by {@code Pool.select}
   * @param tls what it was secured with; null when it was not
   */
  Upstream(Target target, Channel channel, PoolTls tls) {
    this.target = target;
    this.channel = channel;
    this.tls = tls;
    channel.closeFuture().addListener(closed -> release());
  }

  /** Where it leads. */
  public Target target() {
    return target;
  }

  public Channel channel() {
    return channel;
  }

  PoolTls tls() {
    return tls;
  }

  /** Gives its count back, for it is idle; does nothing when that was done. */
  public void release() {
    if (counted) {
      counted = false;
      target.closed();
    }
  }

  /**
   * Puts a released one to use again, with a count that the caller had from {@code Pool.select}.
   *
   * @return false when the connection is gone; the count is still the caller's then
   */
  public boolean reuse() {
    if (counted) {
      throw new IllegalStateException("in use");
    }
    counted = channel.isActive();
    return counted;
  }
}
