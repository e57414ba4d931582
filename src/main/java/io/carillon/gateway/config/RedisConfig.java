package io.carillon.gateway.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where Redis is and how to speak to it.
 *
 * @param servers {@code host:port} of the server, of the sentinels, or of some nodes of the cluster
 * @param primary the name the sentinels know it by; counts with {@link Mode#SENTINEL} only
 * @param login at the servers that hold data
 * @param sentinelLogin at the sentinels
 * @param prefix of every key and channel
 * @param shards that channels are spread over; the same on all nodes, for as long as the data lives
 * @param timeout after which the answer to a command is taken for lost, and its connection for dead
 * @param patience for how long a publication waits while Redis is away
 */
public record RedisConfig(
    Mode mode,
    List<String> servers,
    String primary,
    int database,
    Login login,
    Login sentinelLogin,
    Tls tls,
    String prefix,
    int shards,
    Duration timeout,
    Duration patience) {
  public RedisConfig {
    servers = List.copyOf(servers);
  }

  /** How the servers belong together. */
  public enum Mode {
    /** One server. */
    STANDALONE,
    /** Sentinels say which server is the primary. */
    SENTINEL,
    /** Each primary has a part of the shards. */
    CLUSTER
  }

  /**
   * Who we are there.
   *
   * @param username empty for the default user
   * @param password empty when none is asked for
   */
  public record Login(String username, Optional<Secret> password) {}

  /**
   * Encryption.
   *
   * @param ca file of PEM certificates to trust; empty for those that Java trusts
   * @param verify whether the certificate has to be trusted, and to name the host
   */
  public record Tls(boolean enabled, String ca, boolean verify) {}
}
