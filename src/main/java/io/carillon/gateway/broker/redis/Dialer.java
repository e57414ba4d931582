package io.carillon.gateway.broker.redis;

import io.carillon.gateway.config.RedisConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisStandaloneConnectOptions;
import java.util.concurrent.TimeUnit;

/**
 * Opens connections to single servers. To be used on the loop that the connections are to be on.
 */
final class Dialer {
  /** Commands on one connection without an answer; each asker has a smaller bound of its own. */
  private static final int MOST_UNANSWERED = 65_536;

  private final Vertx vertx;
  private final RedisConfig config;
  private final RedisCounts counts = new RedisCounts();

  Dialer(Vertx vertx, RedisConfig config) {
    this.vertx = vertx;
    this.config = config;
  }

  /** What goes on over its connections. */
  RedisCounts counts() {
    return counts;
  }

  /** Opens a connection to a server that holds data, for {@link Wire} to own. */
  Future<Wire> dial(RedisAddress address) {
    return dial(address, config.login(), config.database());
  }

  Future<Wire> dialSentinel(RedisAddress address) {
    return dial(address, config.sentinelLogin(), 0);
  }

  // A client for each connection: those of a pool may not be used for more than a while.
  private Future<Wire> dial(RedisAddress address, RedisConfig.Login login, int database) {
    RedisStandaloneConnectOptions connect =
        new RedisStandaloneConnectOptions()
            .setConnectionString(address.url(config.tls().enabled(), database))
            .setMaxWaitingHandlers(MOST_UNANSWERED);
    login.password().ifPresent(password -> connect.setPassword(password.value()));
    if (!login.username().isEmpty()) {
      connect.setUser(login.username());
    }
    RedisOptions options =
        new RedisOptions()
            .setNetClientOptions(socket())
            .setMaxPoolSize(1)
            .setPoolCleanerInterval(-1);
    Redis client =
        Redis.createStandaloneClient(vertx, options, () -> Future.succeededFuture(connect));
    return client
        .connect()
        .timeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .map(connection -> new Wire(address, client, connection, counts))
        .onFailure(cause -> client.close());
  }

  private NetClientOptions socket() {
    RedisConfig.Tls tls = config.tls();
    NetClientOptions socket =
        new NetClientOptions()
            .setTcpKeepAlive(true)
            .setTcpNoDelay(true)
            .setConnectTimeout((int) config.timeout().toMillis());
    if (tls.enabled()) {
      socket
          .setSsl(true)
          .setTrustAll(!tls.verify())
          .setHostnameVerificationAlgorithm(tls.verify() ? "HTTPS" : "");
      if (!tls.ca().isEmpty()) {
        socket.setTrustOptions(new PemTrustOptions().addCertPath(tls.ca()));
      }
    }
    return socket;
  }
}
