package io.carillon.gateway.proxy.upstream;

import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Set;

/**
 * Looks for a target that can be reached, for one request. Holds the count of the target it tries
 * and gives it back when that fails. Confined to the loop.
 */
final class Search implements Dial.Caller {
  private static final int MOST_TRIES = 3;

  private final Upstreams upstreams;
  private final Pool pool;
  private final ProxyRequest request;
  private final Set<Target> tried;
  private final Promise<Upstream> found = Promise.promise();
  private Target target;

  /**
   * @param tried who is not asked, and counts as a try; grows
   */
  Search(Upstreams upstreams, Pool pool, ProxyRequest request, Set<Target> tried) {
    this.upstreams = upstreams;
    this.pool = pool;
    this.request = request;
    this.tried = tried;
  }

  /**
   * @param chosen null to let the pool choose
   */
  Future<Upstream> begin(Target chosen) {
    target = chosen == null ? pool.select(request, tried) : chosen;
    if (target == null) {
      found.fail(new UpstreamFailure(503, pool.shortage().text()));
    } else {
      dial();
    }
    return found.future();
  }

  /**
   * @param last what there is to say when nobody else can be tried
   */
  Future<Upstream> goOn(UpstreamFailure last) {
    target = tried.size() < MOST_TRIES ? pool.select(request, tried) : null;
    if (target == null) {
      found.fail(last);
    } else {
      dial();
    }
    return found.future();
  }

  private void dial() {
    new Dial(upstreams, pool.config(), target.config(), request.client(), this).start();
  }

  @Override
  public void onConnected(Channel channel) {
    found.complete(new Upstream(target, channel));
  }

  @Override
  public void onFailure(DialFailure failure) {
    target.closed();
    if (failure.isOurs()) {
      found.fail(failure.answer());
      return;
    }
    target.onFailure(failure.getMessage());
    tried.add(target);
    goOn(failure.answer());
  }
}
