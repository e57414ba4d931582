package io.carillon.gateway.bench.load;

import io.netty.channel.DefaultEventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DelaysTest {
  private static final long HOUR = TimeUnit.HOURS.toMillis(1);

  private final DefaultEventLoop loop = new DefaultEventLoop();

  @AfterEach
  void end() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  @Test
  void oneThatIsStoppedWaitsForAnswersOnlyALittleLonger() throws Exception {
    Delays delays = new Delays(loop, 20);
    CompletableFuture<Void> draining = delays.until(DelaysTest::no, 5, HOUR);
    CompletableFuture<Void> pausing = delays.pause(HOUR);

    delays.stop();

    pausing.get(50, TimeUnit.SECONDS);
    draining.get(50, TimeUnit.SECONDS);
    delays.until(DelaysTest::no, 5, HOUR).get(50, TimeUnit.SECONDS);
  }

  private static CompletableFuture<Boolean> no() {
    return CompletableFuture.completedFuture(false);
  }
}
