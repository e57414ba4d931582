package io.carillon.gateway.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A configured password or key. Prints as {@code ***}; compares in constant time. */
public record Secret(String value) {
  /**
   * Whether {@code offered} is this secret; the time taken does not depend on where they differ.
   */
  public boolean matches(String offered) {
    return MessageDigest.isEqual(bytes(), offered.getBytes(StandardCharsets.UTF_8));
  }

  /** In UTF-8; the caller's own. */
  public byte[] bytes() {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "***";
  }
}
