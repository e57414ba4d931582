package io.carillon.gateway.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two messages under way on two channels, of which the first is heard by two connections. */
class WindowTest {
  private final Window window = new Window(2, 2);
  private final AtomicInteger woken = new AtomicInteger();

  @BeforeEach
  void twoHear() {
    window.join(0);
    window.join(0);
    window.tell(woken::incrementAndGet);
  }

  @Test
  void holdsBackUntilWhatIsUnderWayWasHeard() {
    fill();

    window.delivered(2);

    assertEquals(1, woken.get());
    assertEquals(2, window.take(0));
  }

  @Test
  void oneThatIsLostOwesNothingAnyMore() {
    fill();

    assertEquals(1, window.leave(0));
    window.giveBack(1);
    window.delivered(1); // by the other one

    assertEquals(1, window.take(0));
  }

  @Test
  void messageThatIsRefusedIsNotWaitedFor() {
    fill();

    window.refused(0, 2);

    assertEquals(2, window.take(0));
  }

  @Test
  void messageThatIsRefusedWhenALostOneGaveItBackIsGivenBackOnce() {
    assertEquals(2, window.take(0));
    window.giveBack(window.leave(0));
    window.refused(0, 2);
    assertEquals(0, window.join(0));

    fill();
  }

  @Test
  void nothingIsSentWhileNobodyHears() {
    window.leave(0);
    window.leave(0);
    assertEquals(Window.FULL, window.take(0));

    window.join(1);

    assertEquals(1, woken.get());
    assertEquals(1, window.take(1));
  }

  @Test
  void messagesThatNobodyHearsAreUnderWayUntilTheyAreGivenBack() {
    assertEquals(0, window.take(1));
    assertEquals(0, window.take(1));
    assertEquals(Window.FULL, window.take(1));

    window.giveBack(1);

    assertEquals(0, window.take(1));
  }

  @Test
  void noMoreIsGivenBackThanIsDue() {
    assertEquals(2, window.take(0));
    window.giveBack(100);

    fill();
  }

  // On average one hears a channel, so there is room beside one delivery.
  private void fill() {
    assertEquals(2, window.take(0));
    assertEquals(Window.FULL, window.take(0));
  }
}
