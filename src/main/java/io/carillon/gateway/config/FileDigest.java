package io.carillon.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Tells whether files have changed, without keeping the secrets in them. Stateless. */
public final class FileDigest {
  private FileDigest() {}

  /**
   * Reads them; what cannot be read counts as nothing.
   *
   * @param paths empty for no file
   */
  public static byte[] of(List<String> paths) {
    MessageDigest digest = sha256();
    for (String path : paths) {
      digest.update((byte) 0);
      if (!path.isEmpty()) {
        try {
          digest.update(Files.readAllBytes(Path.of(path)));
        } catch (IOException unreadable) {
          digest.update((byte) 1);
        }
      }
    }
    return digest.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
