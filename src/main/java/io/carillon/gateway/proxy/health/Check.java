package io.carillon.gateway.proxy.health;

import io.carillon.gateway.config.HealthConfig;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.TargetConfig;
import io.carillon.gateway.proxy.upstream.Upstreams;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpClientCodec;
import io.vertx.core.Promise;
import java.util.concurrent.TimeUnit;

/**
 * How one target is looked at: each time over a new connection, within the timeout of checks.
 * Confined to the loop.
 */
final class Check {
  private final EventLoop loop;
  private final Upstreams upstreams;
  private final PoolConfig pool;
  private final TargetConfig target;

  Check(EventLoop loop, Upstreams upstreams, PoolConfig pool, TargetConfig target) {
    this.loop = loop;
    this.upstreams = upstreams;
    this.pool = pool;
    this.target = target;
  }

  /** Whether another configuration would look at the target in the same way. */
  boolean isSame(PoolConfig newPool, TargetConfig newTarget) {
    return pool.health().equals(newPool.health())
        && pool.tls().equals(newPool.tls())
        && pool.sendProxy() == newPool.sendProxy()
        && pool.timeouts().connect().equals(newPool.timeouts().connect())
        && target.tls() == newTarget.tls();
  }

  HealthConfig config() {
    return pool.health();
  }

  /**
   * Looks once.
   *
   * @param verdict completed when it passes, failed with the reason when it does not; when somebody
   *     else fails it, the connection is closed
   */
  void run(Promise<Void> verdict) {
    long millis = config().timeout().toMillis();
    var deadline =
        loop.schedule(
            () -> verdict.tryFail("no answer in " + millis + " ms"), millis, TimeUnit.MILLISECONDS);
    verdict.future().onComplete(any -> deadline.cancel(false));
    upstreams
        .dial(pool, target)
        .onSuccess(channel -> talk(channel, verdict))
        .onFailure(verdict::tryFail);
  }

  private void talk(Channel channel, Promise<Void> verdict) {
    verdict.future().onComplete(any -> channel.close());
    if (verdict.future().isComplete()) {
      return;
    }
    switch (config().type()) {
      case HTTP ->
          channel
              .pipeline()
              .addLast(new HttpClientCodec(), new HttpTalk(config(), host(), verdict));
      case WEBSOCKET ->
          channel
              .pipeline()
              .addLast(new HttpClientCodec(), new WebSocketTalk(config(), host(), verdict));
      default -> {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER); // a PROXY header may wait
        verdict.tryComplete();
      }
    }
    channel.config().setAutoRead(true);
  }

  private String host() {
    if (!config().host().isEmpty()) {
      return config().host();
    }
    String host = target.host().contains(":") ? "[" + target.host() + "]" : target.host();
    return target.port() == (target.tls() ? 443 : 80) ? host : host + ":" + target.port();
  }
}
