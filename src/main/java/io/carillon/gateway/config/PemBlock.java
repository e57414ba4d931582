package io.carillon.gateway.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** One thing in a file of PEM, RFC 7468. */
final class PemBlock {
  private static final int MOST_BYTES = 1 << 20;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

  private final String label;
  private final byte[] bytes;

  private PemBlock(String label, byte[] bytes) {
    this.label = label;
    this.bytes = bytes;
  }

  /** What it says it is, as in {@code CERTIFICATE}. */
  String label() {
    return label;
  }

  /** What it is; not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  /**
   * All there are in a file, in order; what is no PEM is left out. Blocks.
   *
   * @throws IOException when there is no such file, or it is larger than 1 MiB
   */
  static List<PemBlock> read(String file) throws IOException {
    try {
      Path path = Path.of(file);
      // What is no regular file may have no end.
      if (!Files.isRegularFile(path) || Files.size(path) > MOST_BYTES) {
        throw new IOException("no file of at most 1 MiB");
      }
      try (InputStream bytes = Files.newInputStream(path)) {
        return parse(new String(bytes.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1));
      }
    } catch (IllegalArgumentException malformed) {
      throw new IOException(malformed);
    }
  }

  private static List<PemBlock> parse(String text) {
    return BLOCK
        .matcher(text)
        .results()
        .map(found -> new PemBlock(found.group(1), Base64.getMimeDecoder().decode(found.group(2))))
        .toList();
  }
}
