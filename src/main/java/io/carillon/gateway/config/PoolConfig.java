package io.carillon.gateway.config;

import java.time.Duration;
import java.util.List;

/**
 * Servers that do the same, and how one of them is chosen.
 *
 * @param targets may be empty, and then nobody is served
 * @param slowStart a target that comes up takes its full share only after so long; zero for at once
 * @param sendProxy which header of the PROXY protocol each connection to a target begins with
 * @param maxIdle connections that are kept open per target and event loop for plain HTTP
 * @param lossCode close code for clients whose target is lost
 * @param shutdown what becomes of its links when the node goes down
 */
public record PoolConfig(
    String name,
    Balance balance,
    StickyConfig sticky,
    HealthConfig health,
    EjectionConfig ejection,
    List<TargetConfig> targets,
    PoolTimeouts timeouts,
    UpstreamTlsConfig tls,
    ProxyHeader sendProxy,
    Duration slowStart,
    int maxIdle,
    int lossCode,
    AtShutdown shutdown) {
  public PoolConfig {
    targets = List.copyOf(targets);
  }

  /**
   * How a target is chosen.
   *
   * @param key name of the header or cookie that is hashed; empty for other ways
   */
  public record Balance(Way way, String key) {
    /** As the configuration has it. */
    public String text() {
      return key.isEmpty() ? Kind.word(way) : Kind.word(way) + ":" + key;
    }
  }

  /** The ways to choose. */
  public enum Way {
    ROUND_ROBIN,
    LEAST_CONNECTIONS,
    RANDOM_TWO,
    SOURCE,
    HEADER,
    COOKIE
  }

  /** What becomes of links when their node goes down. */
  public enum AtShutdown {
    /** They are asked to come back, between two messages, as all other clients are. */
    CLOSE,
    /** They may end by themselves; those that have not when it gets late are asked then. */
    WAIT
  }

  /** Headers of the PROXY protocol. */
  public enum ProxyHeader {
    NONE,
    V1,
    V2
  }
}
