package io.carillon.gateway.config;

import java.util.List;

/**
 * TLS of a listener.
 *
 * @param port 0 takes any free one; that of the listener itself where it speaks nothing else
 * @param certificates what it shows, by the name that a client asks for; the first when it asks for
 *     none of theirs; not empty
 * @param clientAuthorities file of PEM certificates that certificates of clients are trusted by;
 *     empty when clients are not asked for any
 * @param http2 whether it is offered beside HTTP/1.1
 */
public record ListenerTlsConfig(
    int port,
    List<CertificateFiles> certificates,
    String clientAuthorities,
    Minimum minimum,
    Engine engine,
    boolean http2) {
  public ListenerTlsConfig {
    certificates = List.copyOf(certificates);
  }

  /** The oldest version that is spoken. */
  public enum Minimum {
    TLS_1_2("1.2"),
    TLS_1_3("1.3");

    private final String number;

    Minimum(String number) {
      this.number = number;
    }

    @Override
    public String toString() {
      return number;
    }
  }

  /** What speaks it. */
  public enum Engine {
    /** OpenSSL where it can be loaded, else that of Java. */
    AUTO,
    JDK,
    OPENSSL
  }
}
