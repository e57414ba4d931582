package io.carillon.gateway.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Which numbers of sockets are for clients. */
class DescriptorsTest {
  @Test
  void reserveGrowsWithTheLimitWithinBounds() {
    assertEquals(32, Descriptors.of(256, 100, 0).reserve());
    assertEquals(64, Descriptors.of(1_024, 100, 0).reserve());
    assertEquals(1_000, Descriptors.of(1_000_000, 100, 0).reserve());
    assertEquals(20, Descriptors.of(1_024, 100, 20).reserve());
    assertEquals(128, Descriptors.of(256, 100, 5_000).reserve());
  }

  @Test
  void socketsOfTheReserveAreAnsweredOrClosed() {
    Descriptors descriptors = Descriptors.of(1_000, 100, 100);

    assertFalse(descriptors.isReserved(899));
    assertTrue(descriptors.isReserved(900));
    assertFalse(descriptors.isBeyond(949));
    assertTrue(descriptors.isBeyond(950));
    assertEquals(800, descriptors.clients());
  }

  @Test
  void nothingIsReservedWhereNothingIsKnown() {
    assertFalse(Descriptors.UNKNOWN.isReserved(1_000_000));
    assertFalse(Descriptors.of(1_000, 100, 100).isReserved(-1));
  }

  @Test
  void shortageLastsUntilItIsWellOver() {
    Watermark watermark = new Watermark(0.85, 0.75);

    assertFalse(watermark.at(0.84));
    assertTrue(watermark.at(0.85));
    assertTrue(watermark.at(0.76));
    assertFalse(watermark.at(0.74));
    assertFalse(watermark.at(0.84));
  }
}
