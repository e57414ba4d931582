package io.carillon.gateway.proxy;

import io.carillon.gateway.auth.Principal;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.cluster.SharedTable;
import io.carillon.gateway.config.InjectConfig;
import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.proxy.http.HttpExchange;
import io.carillon.gateway.proxy.http.RefusedRequest;
import io.carillon.gateway.proxy.inject.Injector;
import io.carillon.gateway.proxy.inject.RouteChannels;
import io.carillon.gateway.proxy.link.Upgrade;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.carillon.gateway.proxy.request.RequestRefused;
import io.carillon.gateway.proxy.sticky.PolledNamespace;
import io.carillon.gateway.proxy.sticky.SocketIoNamespace;
import io.carillon.gateway.proxy.tally.RefusalReason;
import io.carillon.gateway.wire.Doorway;
import io.carillon.gateway.wire.Handshake;
import io.carillon.gateway.wire.HandshakeHead;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of one proxied route on one loop, under the rules it was made for. All that
 * can be said against a request is said before anything is dialled.
 */
final class ProxyEndpoint implements Handler<HttpServerRequest>, Doorway {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyEndpoint.class);

  private final ProxyLoop loop;
  private final RouteConfig route;
  private final StickyPool pool;
  private final RouteGuard guard;
  private final RouteChannels channels;

  /** Of clients that begin with polls; null when nothing is told in a namespace. */
  private final PolledNamespace polled;

  private final Injector injector;
  private final int generation;

  ProxyEndpoint(ProxyLoop loop, RouteConfig route, RouteConfig.Proxy rule, int generation) {
    Proxy proxy = loop.proxy();
    this.loop = loop;
    this.route = route;
    this.pool = proxy.stickyPool(rule.pool());
    this.guard = new RouteGuard(proxy.authenticator(), rule);
    this.channels =
        new RouteChannels(route, proxy.policies(), proxy.config().sessions().maxChannels());
    this.polled = route.channels().isEmpty() ? null : polled(rule, proxy.learnt());
    this.injector = new Injector(loop.shard(), proxy.pubSub(), rule.inject(), polled);
    this.generation = generation;
  }

  private static PolledNamespace polled(RouteConfig.Proxy rule, SharedTable learnt) {
    InjectConfig inject = rule.inject();
    return inject.form() == InjectConfig.Form.SOCKET_IO
        ? new PolledNamespace(rule.pool(), new SocketIoNamespace(inject.namespace()), learnt)
        : null;
  }

  @Override
  public void handle(HttpServerRequest request) {
    HandshakeHead head = HandshakeHead.of(request);
    // Done at once, so that the request is still whole.
    guard
        .admit(head)
        .onSuccess(principal -> admitted(request, head, principal))
        .onFailure(
            cause -> {
              if (cause instanceof RouteGuard.Refused refused) {
                count(reason(refused.refusal().status()));
                refuse(request, refused.refusal());
              } else {
                refuse(request, 500, "internal server error");
              }
            });
  }

  @Override
  public boolean enter(HandshakeHead head) {
    // What is cheap to know first: who is refused is looked at once more, by handle.
    if (loop.links().entrance().isShut() || Handshake.check(head).isPresent()) {
      return false;
    }
    return guard.welcome(head).filter(principal -> enters(head, principal)).isPresent();
  }

  private boolean enters(HandshakeHead head, Principal principal) {
    try {
      ProxyRequest proxied =
          ProxyRequest.of(head, route, loop.proxy().forwarding(), principal.user());
      List<Channel> heard = channels.of(proxied, principal::claim);
      if (!loop.links().entrance().lets(head, proxied.client().host())) {
        return false;
      }
      begin(head, proxied, heard);
      return true;
    } catch (RequestRefused | GatewayException refused) {
      return false; // and refused again, with an answer
    }
  }

  private void admitted(HttpServerRequest request, HandshakeHead head, Principal principal) {
    try {
      ProxyRequest proxied =
          ProxyRequest.of(head, route, loop.proxy().forwarding(), principal.user());
      if (Handshake.isUpgrade(request.headers())) {
        upgrade(request, head, proxied, principal);
      } else {
        if (polled != null) {
          polled.prepare(proxied.uri(), head.headers());
        }
        HttpExchange.begin(request, proxied, pool.pool(), pool.stickiness(), polled, loop.http());
      }
    } catch (RequestRefused refused) {
      count(RefusalReason.REQUEST);
      RefusedRequest.answer(request, route, refused, loop.http());
    } catch (GatewayException refused) {
      count(RefusalReason.CHANNEL);
      // Which channels there are is not for clients to know.
      LOG.debug("request refused route={} reason=\"{}\"", route.name(), refused.getMessage());
      refuse(
          request,
          refused.code().httpStatus(),
          refused.code() == ErrorCode.BAD_REQUEST
              ? "a value in the path, the query, a header or the token makes no channel that is known"
              : refused.code().text());
    }
  }

  private void upgrade(
      HttpServerRequest request, HandshakeHead head, ProxyRequest proxied, Principal principal) {
    Optional<Handshake.Refusal> refusal = Handshake.check(head);
    if (refusal.isPresent()) {
      count(RefusalReason.REQUEST);
      refuse(request, refusal.get());
      return;
    }
    List<Channel> heard = channels.of(proxied, principal::claim);
    refusal = loop.links().entrance().refusal(request, any -> proxied.client().host());
    if (refusal.isPresent()) {
      count(RefusalReason.LIMIT);
      refuse(request, refusal.get());
      return;
    }
    begin(head, proxied, heard);
  }

  private void begin(HandshakeHead head, ProxyRequest proxied, List<Channel> heard) {
    injector.prepare(head.headers(), heard);
    Upgrade.begin(
        head,
        proxied,
        pool.pool(),
        pool.stickiness(),
        generation,
        loop.links(),
        injector.hearing(heard, proxied.uri()));
  }

  private void count(RefusalReason reason) {
    loop.proxy().metrics().route(route.name()).refused(reason);
  }

  private static RefusalReason reason(int status) {
    return switch (status) {
      case 401 -> RefusalReason.TOKEN;
      case 403 -> RefusalReason.ORIGIN;
      default -> RefusalReason.REQUEST;
    };
  }

  private void refuse(HttpServerRequest request, int status, String text) {
    refuse(request, new Handshake.Refusal(status, text, Map.of()));
  }

  private void refuse(HttpServerRequest request, Handshake.Refusal refusal) {
    refusal.answer(request);
    RequestRefused told = new RequestRefused(refusal.status(), refusal.text());
    RefusedRequest.log(request, route, told, loop.http());
  }
}
