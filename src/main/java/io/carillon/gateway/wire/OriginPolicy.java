package io.carillon.gateway.wire;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which origins browsers may come from, RFC 6454. Immutable; callable from any thread. */
public final class OriginPolicy {
  private final boolean any;
  private final Set<String> exact = new HashSet<>();
  private final Set<String> parents = new HashSet<>();

  /**
   * @param allowed {@code *}, or {@code scheme://host[:port]}, where the host may begin with {@code
   *     *.} for its subdomains
   */
  public OriginPolicy(List<String> allowed) {
    any = allowed.contains("*");
    for (String origin : allowed) {
      String normal = normalise(origin.replace("://*.", "://"));
      if (normal != null) {
        (origin.contains("://*.") ? parents : exact).add(normal);
      }
    }
  }

  /**
   * Whether a request may come in.
   *
   * @param origin its {@code Origin}; null when it has none, and then no browser sent it and it
   *     passes
   */
  public boolean allows(String origin) {
    if (any || origin == null) {
      return true;
    }
    String normal = normalise(origin);
    if (normal == null) {
      return false;
    }
    return exact.contains(normal) || isBelowParent(normal);
  }

  /** Whether it is allowed by name, and not because all of them are. */
  public boolean names(String origin) {
    return !any && origin != null && allows(origin);
  }

  private boolean isBelowParent(String origin) {
    int host = origin.indexOf("://") + 3;
    for (int dot = origin.indexOf('.', host); dot >= 0; dot = origin.indexOf('.', dot + 1)) {
      if (dot > host && parents.contains(origin.substring(0, host) + origin.substring(dot + 1))) {
        return true;
      }
    }
    return false;
  }

  // scheme://host:port in lower case; null when it is no such thing.
  private static String normalise(String origin) {
    try {
      URI uri = URI.create(origin);
      String path = uri.getRawPath();
      if (uri.getScheme() == null
          || uri.getHost() == null
          || uri.getRawUserInfo() != null
          || uri.getRawQuery() != null
          || uri.getRawFragment() != null
          || (path != null && !path.isEmpty())) {
        return null;
      }
      String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
      int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
      return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port;
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }
}
