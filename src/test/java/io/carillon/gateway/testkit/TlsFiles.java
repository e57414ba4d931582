package io.carillon.gateway.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A certificate that nobody but itself vouches for, and its key.
 *
 * @param certificate in PEM, also what has to be trusted
 * @param key in PEM, PKCS#8
 */
public record TlsFiles(Path certificate, Path key) {
  private static final char[] PASSWORD = "password".toCharArray();

  /**
   * Makes one.
   *
   * @param directory for its files
   * @param names as in {@code dns:localhost,ip:127.0.0.1}
   */
  public static TlsFiles make(Path directory, String alias, String names) {
    Path store = directory.resolve(alias + ".p12");
    Shell.run(
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair",
        "-keyalg",
        "EC",
        "-alias",
        alias,
        "-dname",
        "CN=" + alias,
        "-ext",
        "SAN=" + names,
        "-keystore",
        store.toString(),
        "-storetype",
        "PKCS12",
        "-storepass",
        new String(PASSWORD));
    try {
      KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
      Key key = keys.getKey(alias, PASSWORD);
      return new TlsFiles(
          write(
              directory.resolve(alias + "-certificate.pem"),
              "CERTIFICATE",
              keys.getCertificate(alias).getEncoded()),
          write(directory.resolve(alias + "-key.pem"), "PRIVATE KEY", key.getEncoded()));
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException(failure);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Path write(Path file, String what, byte[] bytes) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
  }
}
