package io.carillon.gateway.proxy;

import io.carillon.gateway.admission.Entrance;
import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.config.SessionsConfig;
import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.hub.HubShard;
import io.carillon.gateway.proxy.http.HttpServices;
import io.carillon.gateway.proxy.link.LinkServices;
import io.carillon.gateway.proxy.link.LinkTable;
import io.carillon.gateway.proxy.upstream.Upstreams;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.function.Predicate;

/**
 * One event loop's part of the proxy: its connections to targets and its links. Confined to it but
 * for what says otherwise.
 */
public final class ProxyLoop {
  private final Proxy proxy;
  private final HubShard shard;
  private final LinkServices links;
  private final HttpServices http;

  ProxyLoop(Proxy proxy, HubShard shard, Entrance entrance) {
    this.proxy = proxy;
    this.shard = shard;
    Upstreams upstreams =
        new Upstreams(proxy.vertx(), shard.loop(), proxy.tls(), entrance::isReserved);
    SessionsConfig limits = proxy.config().sessions();
    this.links =
        new LinkServices(
            shard.loop(),
            entrance,
            upstreams,
            new LinkTable(shard.loop()),
            proxy.log(),
            proxy.metrics(),
            proxy.pubSub().tracer(),
            limits.closeTimeout(),
            limits.maxQueuedBytes());
    this.http = new HttpServices(shard.loop(), upstreams, proxy.log(), proxy.metrics());
  }

  /**
   * What answers the requests of a proxied route.
   *
   * @param generation of the rules that have the route
   */
  public Handler<HttpServerRequest> endpoint(RouteConfig route, int generation) {
    return new ProxyEndpoint(this, route, (RouteConfig.Proxy) route.action(), generation);
  }

  /** How many links there are of each kind; from any thread. */
  Future<Map<LinkTable.Group, Integer>> counts() {
    Promise<Map<LinkTable.Group, Integer>> counted = Promise.promise();
    shard.loop().execute(() -> counted.complete(links.links().counts()));
    return counted.future();
  }

  /**
   * Asks the links of some kinds to come back; from any thread.
   *
   * @param share how many a second for each link there is
   */
  Future<Integer> drain(Predicate<LinkTable.Group> who, double share) {
    CloseCode code = CloseCode.SERVICE_RESTART;
    return counts()
        .compose(
            counts -> {
              int meant = 0;
              for (Map.Entry<LinkTable.Group, Integer> one : counts.entrySet()) {
                meant += who.test(one.getKey()) ? one.getValue() : 0;
              }
              return meant == 0
                  ? Future.succeededFuture(0)
                  : links
                      .links()
                      .drain(
                          link -> who.test(LinkTable.Group.of(link)),
                          code.number(),
                          code.reason(),
                          share * meant);
            });
  }

  /** Says goodbye to the link of that id, if it is here; from any thread. */
  Future<Integer> disconnect(String link, CloseCode code) {
    return links
        .links()
        .drain(one -> one.id().equals(link), code.number(), code.reason(), LinkTable.AT_ONCE);
  }

  /** Ends the connections to targets that are kept for later; from any thread. */
  void close() {
    shard.loop().execute(http.idle()::close);
  }

  Proxy proxy() {
    return proxy;
  }

  HubShard shard() {
    return shard;
  }

  LinkServices links() {
    return links;
  }

  HttpServices http() {
    return http;
  }
}
