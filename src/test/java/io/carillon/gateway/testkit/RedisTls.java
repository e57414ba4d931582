package io.carillon.gateway.testkit;

import java.nio.file.Path;

/** A Redis that speaks TLS, with a certificate of its own for {@code localhost}. */
public final class RedisTls implements AutoCloseable {
  private final Path directory = TempDirectories.create("redis-tls");
  private final TlsFiles files = TlsFiles.make(directory, "redis", "dns:localhost,ip:127.0.0.1");
  private final RedisServer server;

  private RedisTls(String... lines) {
    int port = Ports.free();
    String[] all = new String[lines.length + 6];
    System.arraycopy(lines, 0, all, 6, lines.length);
    all[0] = "port " + Ports.free();
    all[1] = "tls-port " + port;
    all[2] = "tls-cert-file " + certificate();
    all[3] = "tls-key-file " + files.key();
    all[4] = "tls-ca-cert-file " + certificate();
    all[5] = "tls-auth-clients no";
    server = RedisServer.begin(RedisBinary.ANY, port, all).awaitReady();
  }

  /** Starts one, with more lines of configuration. */
  public static RedisTls start(String... lines) {
    return new RedisTls(lines);
  }

  /** What listens with TLS on its {@link RedisServer#port}. */
  public RedisServer server() {
    return server;
  }

  /** What clients have to trust, in PEM. */
  public Path certificate() {
    return files.certificate();
  }

  @Override
  public void close() {
    server.close();
    TempDirectories.delete(directory);
  }
}
