package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Await;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PulsesTest {
  private final AtomicInteger ticks = new AtomicInteger();
  private final Pulses pulses = new Pulses(Duration.ofSeconds(1), ticks::incrementAndGet);
  private final EventLoop well = new DefaultEventLoop();
  private final EventLoop ill = new DefaultEventLoop();
  private final CountDownLatch cure = new CountDownLatch(1);

  @AfterEach
  void endLoops() {
    cure.countDown();
    List.of(well, ill).forEach(loop -> loop.shutdownGracefully(0, 0, TimeUnit.SECONDS));
  }

  @Test
  void loopThatDoesNotTickIsNamedUntilItTicksAgain() throws Exception {
    begin(well);
    begin(ill);
    String name = ill.submit(() -> Thread.currentThread().getName()).get();
    assertEquals(List.of(), pulses.stuck());

    ill.execute(this::awaitCure);
    Await.until(() -> pulses.stuck().size() == 1, () -> pulses.stuck().toString());
    String told = pulses.stuck().get(0);
    assertTrue(told.matches(name + " has not answered for \\d+ms"), told);
    int before = ticks.get();
    Await.until(() -> ticks.get() > before, () -> "the other loop does not tick");

    cure.countDown();
    Await.until(() -> pulses.stuck().isEmpty(), () -> pulses.stuck().toString());
  }

  @Test
  void loopThatIsWatchedNoLongerIsNotMissed() throws Exception {
    Pulses.Pulse pulse = begin(ill);
    ill.execute(this::awaitCure);
    Await.until(() -> pulses.stuck().size() == 1, () -> pulses.stuck().toString());

    pulse.stop();

    assertEquals(List.of(), pulses.stuck());
  }

  private Pulses.Pulse begin(EventLoop loop) throws Exception {
    return loop.submit(() -> pulses.begin(loop)).get();
  }

  private void awaitCure() {
    try {
      cure.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
