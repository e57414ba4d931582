package io.carillon.gateway.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option of whose certificates are good, for commands that go somewhere by TLS. */
final class Authorities {
  private static final int MOST_BYTES = 1 << 20;

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      description =
          "PEM: certificates have to be by these; without it by one of those that Java trusts.")
  private Path file;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /**
   * What the file holds; empty when there is none.
   *
   * @throws ParameterException when it cannot be read, or holds no certificate
   */
  Optional<String> pem() {
    return Optional.ofNullable(file)
        .map(
            given -> {
              String text = read(given);
              certificates(text);
              return text;
            });
  }

  /** The same, to be asked for by those who check. */
  Optional<KeyStore> trusted() {
    return pem().map(text -> store(certificates(text)));
  }

  // What is no regular file may have no end.
  private String read(Path given) {
    if (!Files.isRegularFile(given)) {
      throw wrong("which is no file", null);
    }
    try (InputStream bytes = Files.newInputStream(given)) {
      return new String(bytes.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      throw wrong("which cannot be read", unreadable);
    }
  }

  private Collection<? extends Certificate> certificates(String text) {
    try {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
      if (found.isEmpty()) {
        throw wrong("in which there are none", null);
      }
      return found;
    } catch (CertificateException malformed) {
      throw wrong("in which there are none", malformed);
    }
  }

  private ParameterException wrong(String why, Exception cause) {
    return new ParameterException(
        spec.commandLine(),
        "--cacert: found " + file + ", " + why + ", wanted a file of PEM certificates",
        cause);
  }

  private static KeyStore store(Collection<? extends Certificate> certificates) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate one : certificates) {
        store.setCertificateEntry(String.valueOf(store.size()), one);
      }
      return store;
    } catch (GeneralSecurityException | IOException missing) {
      throw new IllegalStateException(missing);
    }
  }
}
