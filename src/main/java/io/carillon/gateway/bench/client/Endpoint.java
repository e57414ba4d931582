package io.carillon.gateway.bench.client;

import io.carillon.gateway.bench.BenchException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;

/**
 * A server and a template of what to ask it for.
 *
 * @param address resolved once, so that no loop waits for a name
 * @param host as the Host header wants it, with a port that is not the usual one
 * @param name of the server alone, for TLS
 * @param tls whether to speak it
 * @param path with its query; may hold {@code {channel}} and {@code {i}}
 */
public record Endpoint(
    InetSocketAddress address, String host, String name, boolean tls, String path) {

  /**
   * Reads a URL and looks its host up, which may take its time.
   *
   * @throws BenchException when it is none that a bench can go to, or nobody knows its host
   */
  public static Endpoint of(String url) {
    URI uri = parse(url);
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    boolean tls = scheme.equals("wss") || scheme.equals("https");
    if (!tls && !scheme.equals("ws") && !scheme.equals("http")) {
      throw new BenchException(url + ": wanted ws://, wss://, http:// or https://");
    }
    if (uri.getHost() == null || uri.getPort() > 65_535) {
      throw new BenchException(url + ": wanted a host, as in ws://127.0.0.1:8080/path");
    }
    int usual = tls ? 443 : 80;
    int port = uri.getPort() < 0 ? usual : uri.getPort();
    String host = port == usual ? uri.getHost() : uri.getHost() + ":" + port;
    String name = uri.getHost().replaceAll("^\\[|]$", "");
    return new Endpoint(resolve(name, port), host, name, tls, path(url));
  }

  /** What to ask for, its placeholders filled. */
  public String path(String channels, int connection) {
    return path.replace("{channel}", channels).replace("{i}", Integer.toString(connection));
  }

  /** Where it is, for people. */
  @Override
  public String toString() {
    return host;
  }

  // Placeholders are no part of a URL.
  private static URI parse(String url) {
    try {
      return new URI(url.replace('{', '_').replace('}', '_'));
    } catch (URISyntaxException wrong) {
      throw new BenchException(url + ": " + wrong.getReason());
    }
  }

  private static InetSocketAddress resolve(String name, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(name), port);
    } catch (UnknownHostException unknown) {
      throw new BenchException(name + ": no such host");
    }
  }

  private static String path(String url) {
    int authority = url.indexOf("://") + 3;
    int slash = url.indexOf('/', authority);
    int query = url.indexOf('?', authority);
    int fragment = url.indexOf('#', authority);
    String upTo = fragment < 0 ? url : url.substring(0, fragment);
    if (slash >= 0 && (query < 0 || slash < query)) {
      return upTo.substring(slash);
    }
    return query < 0 ? "/" : "/" + upTo.substring(query);
  }
}
