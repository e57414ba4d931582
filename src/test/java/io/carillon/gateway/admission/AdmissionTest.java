package io.carillon.gateway.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.ConfigLoader;
import io.carillon.gateway.config.LimitsConfig;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the loops of a node count together. */
class AdmissionTest {
  private final EventLoop loop = new DefaultEventLoop();

  @AfterEach
  void stop() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void aUserHasSoManyConnectionsOnAllLoopsTogether() {
    Admission node = node("limits.user.connections=2");
    Entrance one = node.open(loop);
    Entrance other = node.open(loop);

    assertTrue(one.takeUser("ann"));
    assertTrue(other.takeUser("ann"));
    assertFalse(one.takeUser("ann"));
    assertTrue(one.takeUser("bob"));

    other.giveBackUser("ann");
    assertTrue(one.takeUser("ann"));
  }

  @Test
  void whoHasNoNameIsNotCounted() {
    Entrance entrance = node("limits.user.connections=1", "limits.user.channels=1").open(loop);

    assertTrue(entrance.takeUser(""));
    assertTrue(entrance.takeUser(""));
    assertTrue(entrance.takeChannel(""));
    assertTrue(entrance.takeChannel(""));
  }

  @Test
  void aUserHasSoManyChannels() {
    Entrance entrance = node("limits.user.channels=1").open(loop);

    assertTrue(entrance.takeChannel("ann"));
    assertFalse(entrance.takeChannel("ann"));
    entrance.giveBackChannel("ann");
    assertTrue(entrance.takeChannel("ann"));
  }

  @Test
  void whoHasGivenAllBackIsForgotten() {
    Admission node = node("limits.user.connections=2");
    Entrance entrance = node.open(loop);
    entrance.takeUser("ann");
    assertEquals(1, node.users().holders());

    entrance.giveBackUser("ann");

    assertEquals(0, node.users().holders());
  }

  @Test
  void whoIsOverItsRateGetsIntoDebtAndHasToPayItBack() {
    TokenBucket bucket = new TokenBucket(new LimitsConfig.Rate(10, 2), 0);
    long tenth = TimeUnit.MILLISECONDS.toNanos(100);

    assertTrue(bucket.take(0));
    assertTrue(bucket.take(0));
    assertFalse(bucket.take(0));
    assertFalse(bucket.isHopeless());
    assertFalse(bucket.take(0));
    assertTrue(bucket.isHopeless());
    assertFalse(bucket.take(2 * tenth));
    assertTrue(bucket.take(5 * tenth));
  }

  @Test
  void nothingIsLimitedUnlessSomebodySaysSo() {
    LimitsConfig limits = node().limits();

    assertTrue(limits.isNoneOfClients());
    assertEquals(0, limits.connections() + limits.addressConnections() + limits.connectBytes());
  }

  private static Admission node(String... settings) {
    LimitsConfig limits = ConfigLoader.load(Optional.empty(), List.of(settings), Map.of()).limits();
    return new Admission(limits, 2, AdmissionMetrics.NONE);
  }
}
