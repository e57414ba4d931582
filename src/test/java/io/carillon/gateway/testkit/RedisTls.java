package io.carillon.gateway.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;

/** A Redis that speaks TLS, with a certificate of its own for {@code localhost}. */
public final class RedisTls implements AutoCloseable {
  private static final char[] PASSWORD = "password".toCharArray();
  private static final String ALIAS = "redis";

  private final Path directory = TempDirectories.create("redis-tls");
  private final RedisServer server;

  private RedisTls(String... lines) {
    makeCertificate();
    int port = Ports.free();
    String[] all = new String[lines.length + 6];
    System.arraycopy(lines, 0, all, 6, lines.length);
    all[0] = "port " + Ports.free();
    all[1] = "tls-port " + port;
    all[2] = "tls-cert-file " + certificate();
    all[3] = "tls-key-file " + directory.resolve("key.pem");
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
    return directory.resolve("certificate.pem");
  }

  private void makeCertificate() {
    Path store = directory.resolve("store.p12");
    Shell.run(
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair",
        "-keyalg",
        "EC",
        "-alias",
        ALIAS,
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=dns:localhost,ip:127.0.0.1",
        "-keystore",
        store.toString(),
        "-storetype",
        "PKCS12",
        "-storepass",
        new String(PASSWORD));
    try {
      KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
      Key key = keys.getKey(ALIAS, PASSWORD);
      Files.writeString(directory.resolve("key.pem"), pem("PRIVATE KEY", key.getEncoded()));
      Files.writeString(certificate(), pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded()));
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException(failure);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String pem(String what, byte[] bytes) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
  }

  @Override
  public void close() {
    server.close();
    TempDirectories.delete(directory);
  }
}
