package io.carillon.gateway.proxy.request;

import io.carillon.gateway.config.NormalPath;
import io.carillon.gateway.config.RouteConfig;

/** Paths and queries, as they come and as targets get them. Stateless. */
final class TargetUri {
  private TargetUri() {}

  /** Path and query of a request target: the origin form of RFC 9112 section 3.2.1. */
  static String origin(String target) {
    if (target.charAt(0) == '/' || target.equals("*")) {
      return target;
    }
    int authority = target.indexOf("://");
    // A question mark before it would begin the query for some, and be part of the scheme for us.
    if (authority < 0 || Forwarding.scheme(target.substring(0, authority)) == null) {
      throw new RequestRefused(400, "malformed request target");
    }
    int end = authorityEnd(target, authority + 3);
    String origin = target.substring(end);
    return origin.startsWith("/") ? origin : "/" + origin;
  }

  /** Whether the absolute form asks for what a server as a whole can do, RFC 9112 section 3.2.4. */
  static boolean isForWholeServer(String method, String target) {
    String authority = method.equals("OPTIONS") ? authority(target) : null;
    return authority != null && target.endsWith("://" + authority);
  }

  /** The authority of the absolute form; null for other forms. */
  static String authority(String target) {
    int authority = target.charAt(0) == '/' ? -1 : target.indexOf("://");
    return authority < 0
        ? null
        : target.substring(authority + 3, authorityEnd(target, authority + 3));
  }

  private static int authorityEnd(String target, int from) {
    int end = from;
    while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
      end++;
    }
    return end;
  }

  /** The path of an origin form, escapes and all. */
  static String path(String origin) {
    int query = origin.indexOf('?');
    return query < 0 ? origin : origin.substring(0, query);
  }

  /** The origin form with the path of the route replaced, if the route says so. */
  static String rewritten(String origin, RouteConfig route) {
    if (!(route.action() instanceof RouteConfig.Proxy proxy)
        || proxy.rewrite().isEmpty()
        || origin.equals("*")) {
      return origin;
    }
    String path = path(origin);
    String query = origin.substring(path.length());
    return rewritten(path, route.path(), proxy.rewrite().get()) + query;
  }

  // Slashes are counted, since a segment of the prefix may be a pattern, or be spelled differently.
  private static String rewritten(String path, String prefix, String rewrite) {
    if (!prefix.endsWith("/")) {
      return rewrite;
    }
    int slashes = (int) prefix.chars().filter(c -> c == '/').count();
    int rest = NormalPath.afterSlashes(path, slashes);
    return rest < 0 ? withoutSlash(rewrite) : withSlash(rewrite) + path.substring(rest);
  }

  private static String withSlash(String prefix) {
    return prefix.endsWith("/") ? prefix : prefix + "/";
  }

  // A prefix means itself without its slash, too: so does what stands in its place.
  private static String withoutSlash(String prefix) {
    return prefix.endsWith("/") && prefix.length() > 1
        ? prefix.substring(0, prefix.length() - 1)
        : prefix;
  }
}
