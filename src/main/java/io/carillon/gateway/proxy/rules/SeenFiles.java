package io.carillon.gateway.proxy.rules;

import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.Rules;
import io.carillon.gateway.config.RulesText;
import io.carillon.gateway.config.UpstreamTlsConfig;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Certificates and keys that were there when they were looked at. Whether they still are is nothing
 * that rules depend on: else a file that is away for a moment would take all changes with it, since
 * each is read together with all other rules. Immutable.
 */
final class SeenFiles {
  static final SeenFiles NONE = new SeenFiles(Map.of());
  private static final String TLS = "tls";

  private final Map<Object, UpstreamTlsConfig> seen;

  private SeenFiles(Map<Object, UpstreamTlsConfig> seen) {
    this.seen = seen;
  }

  /** Those of pools that were read before. */
  static SeenFiles of(Rules rules) {
    Map<Object, UpstreamTlsConfig> seen = new HashMap<>();
    for (PoolConfig pool : rules.pools().values()) {
      seen.put(RulesText.json(pool).get(TLS), pool.tls());
    }
    return new SeenFiles(Map.copyOf(seen));
  }

  /** These and others. */
  SeenFiles and(SeenFiles more) {
    Map<Object, UpstreamTlsConfig> all = new HashMap<>(seen);
    all.putAll(more.seen);
    return new SeenFiles(Map.copyOf(all));
  }

  /** Pools as they are written, without TLS where its files were seen. */
  Map<String, Map<String, Object>> leaveOut(Map<String, Map<String, Object>> pools) {
    Map<String, Map<String, Object>> unseen = new LinkedHashMap<>();
    pools.forEach(
        (name, pool) -> {
          Map<String, Object> rest = new LinkedHashMap<>(pool);
          if (of(pool) != null) {
            rest.remove(TLS);
          }
          unseen.put(name, rest);
        });
    return unseen;
  }

  /**
   * Gives pools the TLS that was left out.
   *
   * @param pools as they are written
   */
  Rules putBack(Rules read, Map<String, Map<String, Object>> pools) {
    Map<String, PoolConfig> all = new HashMap<>(read.pools());
    all.replaceAll(
        (name, pool) -> {
          UpstreamTlsConfig tls = of(pools.get(name));
          return tls == null ? pool : with(tls, pool);
        });
    return new Rules(read.routes(), all);
  }

  private UpstreamTlsConfig of(Map<String, Object> pool) {
    Object tls = pool.get(TLS);
    return tls == null ? null : seen.get(tls);
  }

  private static PoolConfig with(UpstreamTlsConfig tls, PoolConfig pool) {
    return new PoolConfig(
        pool.name(),
        pool.balance(),
        pool.sticky(),
        pool.health(),
        pool.ejection(),
        pool.targets(),
        pool.timeouts(),
        tls,
        pool.sendProxy(),
        pool.slowStart(),
        pool.maxIdle(),
        pool.lossCode(),
        pool.shutdown());
  }
}
