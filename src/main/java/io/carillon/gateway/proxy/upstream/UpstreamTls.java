package io.carillon.gateway.proxy.upstream;

import io.carillon.gateway.config.Complaint;
import io.carillon.gateway.config.ConfigException;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.TargetConfig;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/**
 * What a node needs to speak TLS to the targets of its pools. Reads files, so it is brought up to
 * date when rules change and not when a target is dialled. Callable from any thread.
 */
public final class UpstreamTls {
  private final Map<String, PoolTls> pools = new ConcurrentHashMap<>();

  /**
   * Reads certificates and keys of these pools. Files are read again at each call, so new
   * certificates are taken when a pool is put once more.
   *
   * @return failed with {@link ConfigException} when some cannot be used: those pools go on with
   *     what was read before, the others are up to date
   */
  public io.vertx.core.Future<Void> update(Vertx vertx, Collection<PoolConfig> wanted) {
    return vertx.executeBlocking(() -> read(wanted), false);
  }

  private Void read(Collection<PoolConfig> wanted) {
    List<Complaint> complaints = new ArrayList<>();
    for (PoolConfig pool : wanted) {
      try {
        if (isNeeded(pool)) {
          pools.put(pool.name(), PoolTls.read(pool.name(), pool.tls()));
        }
      } catch (ConfigException unusable) {
        complaints.addAll(unusable.complaints());
      }
    }
    if (!complaints.isEmpty()) {
      throw new ConfigException(complaints);
    }
    return null;
  }

  /** Reads what a pool needs, and keeps nothing; throws {@link ConfigException}. Blocks. */
  public static void check(PoolConfig pool) {
    if (isNeeded(pool)) {
      PoolTls.read(pool.name(), pool.tls());
    }
  }

  private static boolean isNeeded(PoolConfig pool) {
    return pool.targets().stream().anyMatch(TargetConfig::tls);
  }

  /** Forgets what was read for all other pools than these: nothing may lead to them any more. */
  public void retain(Collection<PoolConfig> wanted) {
    pools
        .keySet()
        .retainAll(
            wanted.stream()
                .filter(UpstreamTls::isNeeded)
                .map(PoolConfig::name)
                .collect(Collectors.toSet()));
  }

  /**
   * Begins TLS on a connection that is open; on its loop.
   *
   * @return done when application data may be written; the caller closes the channel when it fails
   */
  Future<Channel> secure(Channel channel, PoolConfig pool, TargetConfig target, int timeoutMillis) {
    PoolTls tls = pools.get(pool.name());
    if (tls == null) {
      return channel
          .eventLoop()
          .newFailedFuture(new SSLException("certificates of the pool were not read"));
    }
    return tls.secure(channel, target, timeoutMillis);
  }
}
