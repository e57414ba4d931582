package io.carillon.gateway.api;

import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.hub.Hub;
import io.carillon.gateway.session.Sessions;
import io.vertx.core.Future;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Knows what this node has to tell of itself. Callable from any thread.
 *
 * @param cluster see {@link NodeInfo#cluster}; read whenever somebody asks
 */
record ThisNode(
    NodeIdentity identity, Sessions sessions, Hub hub, Supplier<Map<String, Long>> cluster) {
  Future<NodeInfo> tell() {
    return sessions
        .count()
        .map(
            count ->
                new NodeInfo(
                    identity.uid(),
                    identity.name(),
                    identity.version(),
                    count.clients(),
                    count.users(),
                    hub.channelCount(),
                    ManagementFactory.getRuntimeMXBean().getUptime() / 1000,
                    cluster.get()));
  }
}
