package io.carillon.gateway.broker.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A Lua script that Redis runs as one step.
 *
 * @param sha1 what Redis knows it by
 */
public record RedisScript(String text, String sha1) {
  /**
   * Reads a script from the resources next to {@code owner}; parts that several share stand first.
   */
  public static RedisScript load(Class<?> owner, String... resources) {
    StringBuilder text = new StringBuilder();
    for (String resource : resources) {
      try (InputStream bytes = owner.getResourceAsStream(resource)) {
        text.append(new String(bytes.readAllBytes(), StandardCharsets.UTF_8)).append('\n');
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
    return new RedisScript(text.toString(), sha1(text.toString()));
  }

  private static String sha1(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
