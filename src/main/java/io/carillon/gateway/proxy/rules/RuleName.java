package io.carillon.gateway.proxy.rules;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * What a change is about.
 *
 * @param pool of a target; empty for anything else
 * @param name empty for {@link Kind#ALL}
 */
public record RuleName(Kind kind, String pool, String name) {
  static final RuleName ALL = new RuleName(Kind.ALL, "", "");

  static RuleName route(String name) {
    return new RuleName(Kind.ROUTE, "", name);
  }

  static RuleName pool(String name) {
    return new RuleName(Kind.POOL, "", name);
  }

  static RuleName target(String pool, String name) {
    return new RuleName(Kind.TARGET, pool, name);
  }

  /** The pool that it is, or is of; empty when it has to do with none. */
  String poolName() {
    return kind == Kind.POOL ? name : pool;
  }

  /** As a key of the table: {@code target/chat/10.0.0.7%3A3000}. */
  String key() {
    return kind + "/" + encoded(pool) + "/" + encoded(name);
  }

  /** Takes a {@link #key} apart; throws {@code IllegalArgumentException} when it is none. */
  static RuleName parse(String key) {
    String[] parts = key.split("/", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("no key of a rule");
    }
    return new RuleName(Kind.valueOf(parts[0]), decoded(parts[1]), decoded(parts[2]));
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** The kinds of things. */
  public enum Kind {
    ROUTE,
    POOL,
    TARGET,
    /** All that was changed before. */
    ALL
  }
}
