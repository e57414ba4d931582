package io.carillon.gateway.proxy.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

/** How long something waits for a client, told from what had been given to it and what waits. */
class LinkLagTest {
  private final LinkLag lag = new LinkLag();

  @Test
  void nothingThatWaitsWaitsForNoTime() {
    lag.look(100, 50, 0);
    lag.look(200, 90, 0);

    assertEquals(0, lag.nanos(200));
    assertEquals(0, lag.queued());
  }

  @Test
  void whatDoesNotLeaveWaitsLongerWithEachLook() {
    lag.look(100, 50, 10);
    assertEquals(0, lag.nanos(100));
    lag.look(200, 60, 20);
    lag.look(300, 65, 25);

    assertEquals(200, lag.nanos(300));
    assertEquals(25, lag.queued());
  }

  @Test
  void clientThatTakesAllThatWaitedKeepsUpHoweverMuchWaitsNow() {
    lag.look(100, 50, 10);
    lag.look(200, 90, 40); // the ten that waited are gone
    assertEquals(0, lag.nanos(200));
    lag.look(300, 100, 20); // of the forty that waited ten are left
    assertEquals(100, lag.nanos(300));
  }

  @Test
  void linkHasNoLagWhileNothingWaits() {
    assertNull(LinkLag.after(null, 100, 50, 0));

    LinkLag begun = LinkLag.after(null, 200, 60, 10);
    assertSame(begun, LinkLag.after(begun, 300, 60, 10));
    assertEquals(100, begun.nanos(300));

    assertNull(LinkLag.after(begun, 400, 60, 0));
  }

  @Test
  void clientThatHasTakenAllBeginsAnew() {
    lag.look(100, 50, 10);
    lag.look(200, 50, 0);
    lag.look(300, 80, 30);

    assertEquals(0, lag.nanos(300));
  }
}
