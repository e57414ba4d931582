package io.carillon.gateway.proxy.sticky;

import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.vertx.core.Future;

/**
 * By the session id of Engine.IO, which its server gives in the answer to the first poll and its
 * client then sends in the query of every request. Clients that begin with a WebSocket send none
 * and need none; a session that nobody knows goes anywhere, where the server refuses it itself. One
 * that is known stays with its server, also while that is ejected: nobody else has it.
 */
record EngineIoStickiness(Pool pool, SessionHomes homes) implements Stickiness {
  @Override
  public Future<Target> find(ProxyRequest request) {
    String sid = EngineIoQuery.sid(request.uri());
    if (sid == null) {
      return Future.succeededFuture();
    }
    return homes.find(sid).map(home -> home == null ? null : kept(home.target()));
  }

  private Target kept(String name) {
    Target target = pool.target(name);
    return target != null && pool.keepSession(target) ? target : null;
  }

  @Override
  public boolean isBound(ProxyRequest request) {
    return EngineIoQuery.sid(request.uri()) != null;
  }

  @Override
  public boolean learns(ProxyRequest request) {
    return request.method().equals("GET") && EngineIoQuery.isHandshake(request.uri());
  }

  @Override
  public Future<Void> learn(ProxyRequest request, Target target, byte[] body) {
    OpenPacket opened = OpenPacket.find(body);
    return opened == null ? Future.succeededFuture() : homes.put(opened, target.name());
  }
}
