package io.carillon.gateway.proxy.upstream;

import io.carillon.gateway.config.Complaint;
import io.carillon.gateway.config.ConfigException;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.TargetConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node needs to speak TLS to the targets of its pools. Reads files, so it is brought up to
 * date when rules change and not when a target is dialled. Callable from any thread.
 */
public final class UpstreamTls {
  private static final Logger LOG = LoggerFactory.getLogger(UpstreamTls.class);
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final Duration retry;
  private final Map<String, PoolTls> pools = new ConcurrentHashMap<>();

  /** Pools that are not as they should be. */
  private final Map<String, Unread> unread = new ConcurrentHashMap<>();

  public UpstreamTls() {
    this(RETRY);
  }

  /**
   * @param retry from one try to use certificates that cannot be used to the next, when somebody
   *     wants to connect
   */
  UpstreamTls(Duration retry) {
    this.retry = retry;
  }

  /**
   * Reads certificates and keys of these pools. Files are read again at each call, so new
   * certificates are taken when a pool is put once more.
   *
   * @return failed with {@link ConfigException} when some cannot be used: those pools go on with
   *     what was read before, the others are up to date; what could not be used is tried again
   *     while targets are dialled
   */
  public Future<Void> update(Vertx vertx, Collection<PoolConfig> wanted) {
    return vertx.executeBlocking(() -> read(vertx, wanted), false);
  }

  private Void read(Vertx vertx, Collection<PoolConfig> wanted) {
    List<Complaint> complaints = new ArrayList<>();
    for (PoolConfig pool : wanted) {
      try {
        if (isNeeded(pool)) {
          use(pool.name(), PoolTls.read(pool.name(), pool.tls()));
        }
      } catch (ConfigException unusable) {
        unread.put(pool.name(), new Unread(vertx, pool, retry));
        complaints.addAll(unusable.complaints());
      }
    }
    if (!complaints.isEmpty()) {
      throw new ConfigException(complaints);
    }
    return null;
  }

  // What is the same stays the same object: connections that were made with it are as good as new.
  private synchronized void use(String pool, PoolTls read) {
    unread.remove(pool);
    pools.merge(pool, read, (before, now) -> before.isSame(now) ? before : now);
  }

  private void readAgain(Unread pool) {
    try {
      PoolTls read = pool.read();
      synchronized (this) {
        if (unread.get(pool.name()) == pool) {
          use(pool.name(), read);
          LOG.info("certificates can be used now pool={}", pool.name());
        }
      }
    } catch (ConfigException unusable) {
      LOG.debug("certificates still cannot be used pool={}", pool.name(), unusable);
    }
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
    Set<String> names =
        wanted.stream()
            .filter(UpstreamTls::isNeeded)
            .map(PoolConfig::name)
            .collect(Collectors.toSet());
    pools.keySet().retainAll(names);
    unread.keySet().retainAll(names);
  }

  /** For a connection of this pool that is about to be made; null when nothing could be read. */
  PoolTls wanted(String pool) {
    Unread late = unread.get(pool);
    if (late != null) {
      late.whenDue(() -> readAgain(late));
    }
    return pools.get(pool);
  }

  /** What connections of this pool are made with now; null when they cannot be. */
  PoolTls current(String pool) {
    return pools.get(pool);
  }

  /** The names of pools that are not as they should be. */
  public Set<String> unread() {
    return Set.copyOf(unread.keySet());
  }
}
