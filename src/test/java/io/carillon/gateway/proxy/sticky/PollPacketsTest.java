package io.carillon.gateway.proxy.sticky;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets are found where a client finds them, and nowhere else. */
class PollPacketsTest {
  private final List<String> found = new ArrayList<>();
  private final PollPackets packets = new PollPackets(found::add);

  @Test
  void packetsOfVersionFourAreSeparated() {
    assertTrue(read("40{\"sid\":\"x\"}\u001e2\u001e42[\"a:b\"]\u001e430[1]\u001ebAAEC\u001e41"));

    assertEquals(List.of("40{\"sid\":\"x\"}", "2", "42[\"a:b\"]", "430[1]", "bAAEC", "41"), found);
  }

  @Test
  void packetOfDigitsOnlyIsOne() {
    assertTrue(read("41"));

    assertEquals(List.of("41"), found);
  }

  @Test
  void packetsOfVersionThreeAreAsLongAsTheySay() {
    assertTrue(read("14:0{\"sid\":\"abc\"}2:4016:42[\"5:40/admin\"]2:41"));

    assertEquals(List.of("0{\"sid\":\"abc\"}", "40", "42[\"5:40/admin\"]", "41"), found);
  }

  @Test
  void lengthsAreInUnitsOfUtf16() {
    // ä is one unit and two bytes, the bell two units and four bytes.
    assertTrue(read("7:42[\"ä\"]8:42[\"🔔\"]2:40"));

    assertEquals("40", found.get(2));
  }

  @Test
  void separatorWithinALengthIsNone() {
    assertTrue(read("17:44/\u001e40/admin,\"no\""));

    assertEquals(1, found.size(), found.toString());
    assertTrue(found.get(0).startsWith("44/"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0000\u0001\u00ff40",
        "___eio[0](\"2:40\");",
        "{}",
        "2:40x2:41",
        "1234567890:40"
      })
  void whatIsNoPacketIsNotReadOn(String body) {
    assertFalse(read(body));
  }

  @Test
  void onlyTheBeginningOfALongPacketIsKept() {
    assertTrue(read("42[\"" + "x".repeat(10_000) + "\"]\u001e41"));

    assertEquals(PollPackets.LONGEST_HEAD, found.get(0).length());
    assertEquals("41", found.get(1));
  }

  private boolean read(String body) {
    for (byte next : body.getBytes(UTF_8)) {
      if (!packets.read(next)) {
        return false;
      }
    }
    packets.end();
    return true;
  }
}
