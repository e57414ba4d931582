package io.carillon.gateway.proxy.sticky;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The id of a new session is found in each form in which servers answer. */
class OpenPacketTest {
  private static final String JSON =
      "{\"sid\":\"lv_VI97HAXpY6yYWAAAC\",\"upgrades\":[\"websocket\"],"
          + "\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000000}";
  private static final OpenPacket OPENED =
      new OpenPacket("lv_VI97HAXpY6yYWAAAC", Duration.ofSeconds(45));

  @Test
  void versionFourBeginsWithThePacket() {
    assertEquals(OPENED, find("0" + JSON));
    assertEquals(OPENED, find("0" + JSON + "\u001e40{\"sid\":\"other\"}\u001e4hello"));
  }

  @Test
  void versionThreeTellsTheLengthFirst() {
    assertEquals(OPENED, find((JSON.length() + 1) + ":0" + JSON + "2:40"));
  }

  @Test
  void versionThreeTellsTheLengthInBytesAmongBinaryPackets() {
    String length = "\u0001\u0001\u0009";
    assertEquals(OPENED, find("\u0000" + length + "\u00ff0" + JSON + "\u0000\u0002\u00ff40"));
  }

  @Test
  void callOfJsonpIsUnwrapped() {
    String escaped = JSON.replace("\"", "\\\"");
    assertEquals(OPENED, find("___eio[0](\"0" + escaped + "\");"));
    assertEquals(OPENED, find("___eio[12](\"119:0" + escaped + "2:40\");"));
  }

  @Test
  void compressedAnswerIsRead() throws IOException {
    byte[] answer = ("0" + JSON + "\u001e4" + "hello ".repeat(1000)).getBytes(UTF_8);
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write(answer);
    }
    ByteArrayOutputStream deflated = new ByteArrayOutputStream();
    try (OutputStream out = new DeflaterOutputStream(deflated)) {
      out.write(answer);
    }
    assertEquals(OPENED, OpenPacket.find(zipped.toByteArray()));
    assertEquals(OPENED, OpenPacket.find(deflated.toByteArray()));
    assertNull(OpenPacket.find(Arrays.copyOf(zipped.toByteArray(), 30)));
    assertNull(OpenPacket.find(Arrays.copyOf(deflated.toByteArray(), 5)));
  }

  @Test
  void fieldsComeInAnyOrderAndMayBeMissing() {
    assertEquals(
        new OpenPacket("abc", Duration.ofSeconds(3)),
        find(
            "0{\"pingTimeout\":1000,\"x\":{\"sid\":\"no\"},\"pingInterval\":2000,\"sid\":\"abc\"}"));
    assertEquals(new OpenPacket("abc", null), find("0{\"sid\":\"abc\"}"));
    assertEquals(new OpenPacket("abc", null), find("0{\"sid\":\"abc\",\"pingInterval\":2000}"));
  }

  @Test
  void beginningOfThePacketIsEnough() {
    assertEquals(new OpenPacket("lv_VI97HAXpY6yYWAAAC", null), find(("0" + JSON).substring(0, 60)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0{\"sid\":\"abc\",\"pingInterval\":-1,\"pingTimeout\":1}",
        "0{\"sid\":\"abc\",\"pingInterval\":0,\"pingTimeout\":1}",
        "0{\"sid\":\"abc\",\"pingInterval\":99999999999999999999999,\"pingTimeout\":1}",
        "0{\"sid\":\"abc\",\"pingInterval\":3600001,\"pingTimeout\":1}",
        "0{\"sid\":\"abc\",\"pingInterval\":1.5,\"pingTimeout\":1}",
        "0{\"sid\":\"abc\",\"pingInterval\":\"1\",\"pingTimeout\":1}",
      })
  void timesThatCannotBeAreNone(String answer) {
    assertEquals(new OpenPacket("abc", null), find(answer));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "0{",
        "0{}",
        "00{\"sid\":\"abc\"}",
        "{\"sid\":\"abc\"}",
        "40{\"sid\":\"abc\"}",
        "0[\"sid\"]",
        "0{\"sid\":7}",
        "0{\"sid\":null}",
        "0{\"sid\":\"\"}",
        "0{\"sid\":\"a b\"}",
        "0{\"sid\":\"a\\u0000b\"}",
        "0{\"sid\":\"abc",
        "0{\"x\":{\"sid\":\"abc\"}}",
        "0{\"sid\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}",
        "119",
        "119:",
        "119:4hello",
        "\u0000",
        "\u0000\u0001",
        "\u0000\u0001\u00ff",
        "___eio[",
        "___eio[0]",
        "___eio[0](\"",
        "___eio[0](\"\\",
        "\u001f\u008b",
        "\u001f\u008bgarbage of no use at all",
        "x\u009cgarbage of no use at all",
        "<html>502 Bad Gateway</html>"
      })
  void anythingElseOpensNoSession(String answer) {
    assertNull(find(answer));
  }

  private static OpenPacket find(String answer) {
    return OpenPacket.find(answer.getBytes(ISO_8859_1));
  }
}
