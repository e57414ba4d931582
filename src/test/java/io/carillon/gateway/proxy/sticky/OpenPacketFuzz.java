package io.carillon.gateway.proxy.sticky;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.carillon.gateway.testkit.FuzzSeed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a backend answers to a poll: a session with a proper id, or none. */
@Tag("fuzz")
@Timeout(600)
class OpenPacketFuzz {
  private static final int INPUTS = FuzzSeed.inputs();
  private static final String JSON =
      "0{\"sid\":\"lv_VI97HAXpY6yYWAAAC\",\"upgrades\":[\"websocket\"],\"pingInterval\":25000,"
          + "\"pingTimeout\":20000}";
  private static final String[] FORMS = {
    JSON,
    JSON + "\u001e4hello",
    JSON.length() + ":" + JSON + "2:40",
    "\u0000\u0001\u0001\u0009\u00ff" + JSON,
    "___eio[0](\"" + JSON.replace("\"", "\\\"") + "\");"
  };
  private static final String SPICE = "{}[]\":,\\019-ex\u0000\u0001\u001e\u001f\u008b\u00ff_";

  @Test
  void everyBodyHasAnAnswer() throws IOException {
    SplittableRandom random = FuzzSeed.random(OpenPacketFuzz.class);
    int opened = 0;
    for (int i = 0; i < INPUTS; i++) {
      byte[] body = body(random);
      try {
        OpenPacket found = OpenPacket.find(body);
        if (found != null) {
          assertTrue(found.sid().matches("[A-Za-z0-9_-]{1,64}"), found.sid());
          assertTrue(found.life() == null || found.life().toMillis() > 0);
          opened++;
        }
      } catch (RuntimeException | AssertionError bug) {
        fail("body=" + HexFormat.of().formatHex(body), bug);
      }
    }
    assertTrue(opened > INPUTS / 100, opened + " opened: the mutations are too wild");
  }

  private static byte[] body(SplittableRandom random) throws IOException {
    byte[] body = mutate(FORMS[random.nextInt(FORMS.length)], random).getBytes(ISO_8859_1);
    int packing = random.nextInt(10);
    if (packing < 2) {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (OutputStream out =
          packing == 0 ? new GZIPOutputStream(packed) : new DeflaterOutputStream(packed)) {
        out.write(body);
      }
      body = packed.toByteArray();
      if (random.nextBoolean()) {
        body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
      }
    }
    return random.nextInt(4) == 0 ? Arrays.copyOf(body, random.nextInt(body.length + 1)) : body;
  }

  private static String mutate(String text, SplittableRandom random) {
    StringBuilder mutated = new StringBuilder(text);
    for (int n = random.nextInt(4); n > 0; n--) {
      int at = random.nextInt(mutated.length() + 1);
      char spice = SPICE.charAt(random.nextInt(SPICE.length()));
      switch (random.nextInt(3)) {
        case 0 -> mutated.insert(at, spice);
        case 1 -> mutated.setCharAt(Math.min(at, mutated.length() - 1), spice);
        default -> mutated.delete(at, Math.min(mutated.length(), at + 1 + random.nextInt(5)));
      }
    }
    return mutated.toString();
  }
}
