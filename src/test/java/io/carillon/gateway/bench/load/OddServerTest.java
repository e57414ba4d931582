package io.carillon.gateway.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.bench.Counters;
import io.carillon.gateway.bench.Failure;
import io.carillon.gateway.bench.Kind;
import io.carillon.gateway.bench.Outcome;
import io.carillon.gateway.bench.Part;
import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.Protocol;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whether a bench notices what servers do wrong. */
class OddServerTest {
  private static OddServer server;

  @BeforeAll
  static void start() {
    server = OddServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void faithfulEchoesAreClean() throws Exception {
    Outcome outcome = Plans.run(Plans.echo(Kind.ECHO, 3, 0, server.url("/faithful")));

    Counters counters = counters(outcome);
    assertTrue(outcome.clean(), outcome.toString());
    assertTrue(counters.sent() > 6, outcome.toString());
    assertEquals(counters.sent(), counters.received());
  }

  @Test
  void whatIsNotEchoedIsLost() throws Exception {
    Counters counters = echo("/lossy", 200);

    assertTrue(counters.lost() > 0, counters.toString());
    assertEquals(counters.sent(), counters.received() + counters.lost());
    assertEquals(0, counters.duplicated() + counters.outOfOrder());
  }

  @Test
  void theWaitForWhatNeverComesIsNoSilence() throws Exception {
    Plan plan = Plans.echo(Kind.ECHO, 1, 200, server.url("/lossy"));

    Part part = Plans.run(Plans.lasting(plan, 500, 5_000, 10_000)).parts().get(0);

    assertTrue(part.counters().lost() > 0, part.toString());
    long silence = part.silence().histogram().getMaxValue();
    assertTrue(silence > 0 && silence < TimeUnit.SECONDS.toNanos(5), part.toString());
  }

  @Test
  void whatIsEchoedTwiceIsDuplicated() throws Exception {
    Counters counters = echo("/doubling", 10_000);

    assertTrue(counters.duplicated() > 0, counters.toString());
    assertEquals(0, counters.lost() + counters.outOfOrder());
  }

  @Test
  void whatIsEchoedLaterThanTheNextIsOutOfOrder() throws Exception {
    Counters counters = echo("/swapping", 200);

    assertTrue(counters.outOfOrder() > 0, counters.toString());
    assertEquals(0, counters.duplicated());
  }

  @Test
  void whatComesOnTheConnectionOfAnotherIsNotClean() throws Exception {
    Plan plan = Plans.echo(Kind.ECHO, 3, 200, server.url("/everybody"));

    Part part = Plans.run(plan).parts().get(0);

    Counters counters = part.counters();
    assertEquals(0, counters.lost());
    assertEquals(counters.expected(), counters.received(), counters.toString());
    assertTrue(counters.duplicated() >= counters.sent(), counters.toString());
    assertFalse(counters.clean());
    assertEquals(
        "a message came on a connection that should not hear it", part.failures().get(0).what());
  }

  @Test
  void oneThatEchoesNothingButHangsUpIsNotBotheredToTheEnd() throws Exception {
    Plan plan = Plans.echo(Kind.ECHO, 3, 0, server.url("/refusing"));

    Outcome outcome = Plans.run(Plans.lasting(plan, 600_000, 600_000, 10_000));

    assertTrue(outcome.early(), outcome.toString());
    assertTrue(counters(outcome).lost() > 0, outcome.toString());
    assertTrue(
        outcome.events().stream().anyMatch(event -> event.text().contains("nothing comes back")),
        outcome.toString());
  }

  @Test
  void oneThatEndsConnectionsIsQuotedAndComeBackTo() throws Exception {
    Plan plan = Plans.echo(Kind.ECHO, 1, 50, server.url("/ending"));

    Outcome outcome = Plans.run(Plans.lasting(plan, 500, 200, 10_000));

    Counters counters = counters(outcome);
    assertTrue(counters.closed() > 0, counters.toString());
    assertTrue(counters.lost() > 0, counters.toString());
    Failure failure = outcome.parts().get(0).failures().get(0);
    assertTrue(
        failure.what().endsWith("closed by the server with 4001 that will do"), failure.what());
    assertEquals(counters.closed(), failure.count());
  }

  @Test
  void twoSidesTakeTurnsAndAreComparedByThemselves() throws Exception {
    Outcome outcome =
        Plans.run(Plans.echo(Kind.PROXY, 2, 0, server.url("/faithful"), server.url("/doubling")));

    assertEquals(
        List.of("direct", "gateway"), outcome.parts().stream().map(one -> one.name()).toList());
    Counters direct = outcome.parts().get(0).counters();
    Counters through = outcome.parts().get(1).counters();
    assertTrue(direct.clean(), direct.toString());
    assertFalse(through.clean(), through.toString());
    for (Counters side : List.of(direct, through)) {
      assertTrue(side.measured() > 0, side.toString());
      assertTrue(side.measuredNanos() > 0, side.toString());
    }
  }

  @Test
  void socketIoIsConnectedAnsweredAndHeard() throws Exception {
    Plan plan =
        Plans.fanout(Protocol.SOCKETIO, 3, 100, server.publish(), server.url("/socket.io/"));

    Outcome outcome = Plans.run(plan);

    assertTrue(outcome.clean(), outcome.toString());
    assertEquals(3 * counters(outcome).sent(), counters(outcome).received());
    assertEquals(0, counters(outcome).reconnected());
  }

  // Waits so long, at most, for what is still due.
  private static Counters echo(String path, long drainMillis) throws Exception {
    Plan plan = Plans.echo(Kind.ECHO, 1, 200, server.url(path));
    Outcome outcome = Plans.run(Plans.lasting(plan, 500, drainMillis, 10_000));
    assertFalse(outcome.clean(), outcome.toString());
    return counters(outcome);
  }

  private static Counters counters(Outcome outcome) {
    return outcome.parts().get(0).counters();
  }
}
