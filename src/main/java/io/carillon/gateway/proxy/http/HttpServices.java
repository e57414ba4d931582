package io.carillon.gateway.proxy.http;

import io.carillon.gateway.proxy.log.AccessLog;
import io.carillon.gateway.proxy.tally.ProxyMetrics;
import io.carillon.gateway.proxy.upstream.Upstreams;
import io.netty.channel.EventLoop;

/** What the exchanges of one event loop share. Made with it; confined to it. */
public record HttpServices(
    EventLoop loop,
    Upstreams upstreams,
    IdleConnections idle,
    AccessLog log,
    ProxyMetrics metrics) {
  public HttpServices(EventLoop loop, Upstreams upstreams, AccessLog log, ProxyMetrics metrics) {
    this(loop, upstreams, new IdleConnections(upstreams), log, metrics);
  }
}
