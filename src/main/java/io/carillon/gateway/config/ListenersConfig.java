package io.carillon.gateway.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** The two doors of a node. Port 0 takes any free one. */
public record ListenersConfig(PublicListener publicListener, AdminListener admin) {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|::1|\\[::1]");

  /** Whether only this machine can mean the host. Names other than localhost are not resolved. */
  public static boolean isLoopback(String host) {
    return LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
  }

  /**
   * Where clients come in: at one port at least.
   *
   * @param port of clear text; empty for none
   * @param tls on a port of its own; empty for none
   * @param allowedOrigins origins that browsers may come from, {@code *} for any; with one {@code
   *     *} as the first label of the host for its subdomains
   * @param proxyProtocol whether each connection begins with a header of the PROXY protocol; one
   *     that does not is refused
   * @param trustedProxies whose word on where a client comes from is taken
   */
  public record PublicListener(
      String host,
      OptionalInt port,
      Optional<ListenerTlsConfig> tls,
      List<String> allowedOrigins,
      boolean proxyProtocol,
      List<Cidr> trustedProxies) {
    public PublicListener {
      allowedOrigins = List.copyOf(allowedOrigins);
      trustedProxies = List.copyOf(trustedProxies);
    }
  }

  /**
   * Where backends and operators come in.
   *
   * @param tls which it speaks on its port, and nothing else; empty when it speaks clear text
   * @param apiKey empty only on a loopback address
   * @param url where browsers reach this listener, scheme, host and port; empty when that follows
   *     from where it listens
   * @param maxBodyBytes of one request; a larger one is refused with 413
   */
  public record AdminListener(
      String host,
      int port,
      Optional<ListenerTlsConfig> tls,
      Optional<String> url,
      Optional<Secret> apiKey,
      int maxBodyBytes,
      Dashboard dashboard) {}

  /**
   * Who sees the dashboard.
   *
   * @param enabled whether there is one
   * @param password empty only on a loopback address, where everybody of this machine gets in
   */
  public record Dashboard(boolean enabled, String user, Optional<Secret> password) {}
}
