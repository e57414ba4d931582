package io.carillon.gateway.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import io.vertx.core.http.HttpServerOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A name is read as it is, be it almost one that is known. */
class RequestDecoderTest {
  private final RequestDecoder decoder = new RequestDecoder(new HttpServerOptions());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host",
        "host",
        "Accept",
        "accept",
        "Connection",
        "connection",
        "Content-Type",
        "content-type",
        "Content-Length",
        "content-length",
        "Transfer-Encoding",
        "Expect",
        "Upgrade"
      })
  void nameIsReadByteForByte(String name) {
    for (int at = 0; at < name.length(); at++) {
      byte[] bytes = ("\n" + name + ":").getBytes(ISO_8859_1);
      for (int value = 0; value < 256; value++) {
        bytes[1 + at] = (byte) value;
        AsciiString written = new AsciiString(bytes, 1, name.length(), true);

        AsciiString read = decoder.splitHeaderName(bytes, 1, name.length());

        assertTrue(written.contentEqualsIgnoreCase(read), written + " read as " + read);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Type", "content-type", "Content-Length", "content-length"})
  void ordinaryNameIsNotCopied(String name) {
    byte[] bytes = name.getBytes(ISO_8859_1);

    AsciiString read = decoder.splitHeaderName(bytes, 0, bytes.length);

    assertEquals(name, read.toString());
    assertSame(read, decoder.splitHeaderName(bytes, 0, bytes.length));
  }
}
