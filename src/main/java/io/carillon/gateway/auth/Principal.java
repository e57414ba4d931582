package io.carillon.gateway.auth;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Who a client is.
 *
 * @param user id; empty when anonymous
 * @param claims of its token, by name: texts, numbers, flags, and maps and lists of them; none of
 *     them null. Never changed
 */
public record Principal(String user, Map<String, Object> claims) {
  /** Nobody in particular. */
  public static final Principal ANONYMOUS = new Principal("");

  public Principal {
    claims = Map.copyOf(claims);
  }

  /** Somebody of whom nothing else is known. */
  public Principal(String user) {
    this(user, Map.of());
  }

  /** The same with no other claims than these, for whoever keeps it for long. */
  public Principal only(Set<String> names) {
    if (names.containsAll(claims.keySet())) {
      return this;
    }
    Map<String, Object> kept = new HashMap<>(claims);
    kept.keySet().retainAll(names);
    return new Principal(user, kept);
  }

  /** A claim that is a text, a number or a flag, as text; null when there is none. */
  public String claim(String name) {
    Object claim = claims.get(name);
    return claim instanceof String || claim instanceof Number || claim instanceof Boolean
        ? claim.toString()
        : null;
  }

  /** Shows no claim: they may be anything. */
  @Override
  public String toString() {
    return "Principal[user=" + user + "]";
  }
}
