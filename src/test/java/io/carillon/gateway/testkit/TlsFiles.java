package io.carillon.gateway.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

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
    generate(store, alias, "-ext", "SAN=" + names);
    return export(directory, alias, store);
  }

  /**
   * The same, of keys of some algorithm and with more words for keytool, as in {@code -startdate}.
   */
  public static TlsFiles make(
      Path directory, String alias, String names, String algorithm, String... more) {
    Path store = directory.resolve(alias + ".p12");
    List<String> all = new ArrayList<>(List.of("-ext", "SAN=" + names));
    all.addAll(List.of(more));
    generateOf(algorithm, store, alias, all);
    return export(directory, alias, store);
  }

  /**
   * The same, but good until yesterday only, and by the word of another: what has to be trusted is
   * the second, since what is trusted itself is so for ever.
   */
  public static List<TlsFiles> makeExpired(Path directory, String alias, String names) {
    Path store = directory.resolve(alias + ".p12");
    String authority = alias + "-authority";
    generate(store, authority, "-ext", "bc:c");
    generate(
        store,
        alias,
        "-ext",
        "SAN=" + names,
        "-signer",
        authority,
        "-startdate",
        "-9d",
        "-validity",
        "8");
    return List.of(export(directory, alias, store), export(directory, authority, store));
  }

  /**
   * Puts them below a directory as Kubernetes does, in the place of those before, if any: two files
   * in a new directory, to which a link is moved at once.
   *
   * @return where they are found from then on
   */
  public TlsFiles mount(Path directory) {
    try {
      Files.createDirectories(directory);
      Path fresh = Files.createTempDirectory(directory, "data");
      Files.copy(certificate, fresh.resolve("tls.crt"));
      Files.copy(key, fresh.resolve("tls.key"));
      Path link = Files.createSymbolicLink(directory.resolve("next"), fresh);
      Path data = Files.move(link, directory.resolve("data"), StandardCopyOption.ATOMIC_MOVE);
      return new TlsFiles(data.resolve("tls.crt"), data.resolve("tls.key"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void generate(Path store, String alias, String... more) {
    generateOf("EC", store, alias, List.of(more));
  }

  private static void generateOf(String algorithm, Path store, String alias, List<String> more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "-genkeypair",
                "-keyalg",
                algorithm,
                "-alias",
                alias,
                "-dname",
                "CN=" + alias,
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD)));
    command.addAll(more);
    keytool(command.toArray(String[]::new));
  }

  // In this JVM, since one of its own takes a second to start; it would end this one if it failed.
  private static synchronized void keytool(String... arguments) {
    try {
      Class.forName("sun.security.tools.keytool.Main")
          .getMethod("main", String[].class)
          .invoke(null, (Object) arguments);
    } catch (ReflectiveOperationException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static TlsFiles export(Path directory, String alias, Path store) {
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
