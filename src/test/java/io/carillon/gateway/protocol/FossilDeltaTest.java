package io.carillon.gateway.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.FossilReader;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Deltas make the target, are as short as one would expect, and never cut a character. */
class FossilDeltaTest {
  private static final String MATCH =
      "{\"match\":{\"home\":{\"name\":\"Bremen\",\"goals\":0,\"cards\":[]},\"away\":{\"name\":"
          + "\"Hamburg\",\"goals\":1,\"cards\":[\"yellow\"]}},\"minute\":42,\"spectators\":42000}";

  @Test
  void theFormatIsThatOfFossil() {
    // 32 bytes: 16 copied from 0, one new, 14 copied from 17, one new; and their sum.
    assertEquals(
        "W\nG@0,1:XE@H,1:X2ZjUZH;",
        delta("0123456789abcdef-ghijklmnopqrst", "0123456789abcdefXghijklmnopqrstX"));
  }

  @Test
  void aChangedNumberCostsFewBytes() {
    String next = MATCH.replace("\"minute\":42", "\"minute\":43");

    String delta = delta(MATCH, next);

    assertEquals(next, FossilReader.apply(MATCH, delta));
    assertTrue(delta.length() < 30, delta);
  }

  @Test
  void changesInSeveralPlacesAreFound() {
    String next =
        MATCH
            .replace("\"goals\":0", "\"goals\":1")
            .replace("\"minute\":42", "\"minute\":43")
            .replace("[]", "[\"red\"]");

    String delta = delta(MATCH, next);

    assertEquals(next, FossilReader.apply(MATCH, delta));
    assertTrue(delta.length() < 60, delta);
  }

  @Test
  void whatMovedIsCopied() {
    String first = "the first half of it, which is long enough; ";
    String second = "and the other half of it, which is long as well. ";

    String delta = delta(first + second, second + first);

    assertEquals(second + first, FossilReader.apply(first + second, delta));
    assertTrue(delta.length() < 40, delta);
  }

  @Test
  void theSameOnceMoreIsOneCopy() {
    assertEquals(MATCH, FossilReader.apply(MATCH, delta(MATCH, MATCH)));
    assertTrue(delta(MATCH, MATCH).length() < 20);
  }

  @Test
  void whatWouldBeLongerIsNoDelta() {
    byte[] target = MATCH.getBytes(UTF_8);

    assertNull(FossilDelta.between("other".getBytes(UTF_8), target, true, target.length - 1));
    assertNull(FossilDelta.between(new byte[0], target, true, target.length - 1));
    assertNull(FossilDelta.between(target, "1".getBytes(UTF_8), true, -10));
  }

  @Test
  void noCharacterIsCut() {
    // They differ in the second byte of é and è, and in the last of the faces.
    String before =
        "a long enough beginning é and a middle \uD83D\uDE00 then an end é that is long";
    String after = "a long enough beginning è and a middle \uD83D\uDE01 then an end ĩ that is long";

    byte[] delta = FossilDelta.between(before.getBytes(UTF_8), after.getBytes(UTF_8), true, 1_000);

    assertArrayEquals(delta, new String(delta, UTF_8).getBytes(UTF_8), "valid UTF-8");
    assertEquals(after, FossilReader.apply(before, new String(delta, UTF_8)));
  }

  @Test
  void anyTargetIsMadeOfAnyOrigin() {
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < 20_000; i++) {
      byte[] origin = new byte[random.nextInt(i % 10 == 0 ? 3_000 : 60)];
      byte values = (byte) (1 + random.nextInt(4));
      for (int at = 0; at < origin.length; at++) {
        origin[at] = (byte) random.nextInt(values);
      }
      byte[] target = changed(origin, random);

      byte[] delta = FossilDelta.between(origin, target, false, Integer.MAX_VALUE);

      assertArrayEquals(target, FossilReader.apply(origin, delta));
    }
  }

  @Test
  void workIsBoundedWhateverTheInput() {
    byte[] same = new byte[1 << 20];
    byte[] almost = new byte[1 << 20];
    for (int i = 0; i < almost.length; i += 11) {
      almost[i] = (byte) i;
    }
    almost[0] = 1;
    almost[almost.length - 1] = 1;

    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          for (byte[] target : new byte[][] {almost, same}) {
            byte[] origin = target == same ? almost : same;
            byte[] delta = FossilDelta.between(origin, target, false, Integer.MAX_VALUE);
            assertArrayEquals(target, FossilReader.apply(origin, delta));
          }
        });
  }

  private static byte[] changed(byte[] origin, SplittableRandom random) {
    byte[] target = Arrays.copyOf(origin, Math.max(0, origin.length + random.nextInt(-20, 20)));
    for (int change = random.nextInt(6); change > 0 && target.length > 0; change--) {
      int at = random.nextInt(target.length);
      int length = Math.min(random.nextInt(30), Math.min(target.length - at, origin.length));
      if (random.nextBoolean()) {
        System.arraycopy(origin, random.nextInt(origin.length - length + 1), target, at, length);
      } else {
        target[at]++;
      }
    }
    return target;
  }

  private static String delta(String before, String after) {
    return new String(
        FossilDelta.between(before.getBytes(UTF_8), after.getBytes(UTF_8), true, 1_000), UTF_8);
  }
}
