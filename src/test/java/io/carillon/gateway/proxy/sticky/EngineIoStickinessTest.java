package io.carillon.gateway.proxy.sticky;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.proxy.pool.Health;
import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.pool.Target;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A session of Engine.IO is found at its target through any node. */
@ExtendWith(Requests.class)
class EngineIoStickinessTest {
  private static final byte[] OPENED =
      "0{\"sid\":\"abc\",\"pingInterval\":20000,\"pingTimeout\":20000}".getBytes(UTF_8);
  private static final byte[] OTHER = "0{\"sid\":\"other\"}".getBytes(UTF_8);
  private static final String HANDSHAKE = "/socket.io/?EIO=4&transport=polling";
  private static final String POLL = HANDSHAKE + "&sid=abc";

  private final PoolConfig config =
      StickyPools.engineIo(StickyPools.target("left"), StickyPools.target("right"));
  private final ControlledTable table = new ControlledTable();
  private final AtomicLong nanos = new AtomicLong();
  private final Pool pool = new Pool(config, GlobalEventExecutor.INSTANCE);
  private final Target right = pool.target("right");
  private final Stickiness here = node(pool, 10);
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    vertx.close().await(50, TimeUnit.SECONDS);
  }

  @Test
  void sessionOpenedThroughOneNodeIsFoundThroughAnother() {
    Pool theirs = new Pool(config, GlobalEventExecutor.INSTANCE);

    here.learn(Requests.get(HANDSHAKE), right, OPENED);

    assertSame(theirs.target("right"), node(theirs, 10).find(Requests.get(POLL)).result());
    assertEquals(1, theirs.target("right").open());
  }

  @Test
  void learntOnlyWhenTheClusterKnows() {
    table.held = Promise.promise();

    Future<Void> learnt = here.learn(Requests.get(HANDSHAKE), right, OPENED);

    assertFalse(learnt.isComplete());
    table.held.complete();
    assertTrue(learnt.succeeded());
    assertEquals(List.of("put sid/chat/abc 60000 right 60000"), table.asked);
  }

  @Test
  void nodeAsksTheClusterOnceForASession() {
    table.texts.put("sid/chat/abc", "60000 right");

    for (int i = 0; i < 10; i++) {
      assertSame(right, here.find(Requests.get(POLL)).result());
    }

    assertEquals(List.of("get sid/chat/abc", "put sid/chat/abc 60000 right 60000"), table.asked);
  }

  @Test
  void usedSessionIsRenewedAtEachThirdOfItsTime() {
    here.learn(Requests.get(HANDSHAKE), right, OPENED);
    for (int second = 0; second < 60; second++) {
      nanos.set(Duration.ofSeconds(second).toNanos());
      here.find(Requests.get(POLL));
    }

    assertEquals(3, table.asked.size(), table.asked.toString());
  }

  @Test
  void answerWithoutTimesIsRememberedAsConfigured() {
    here.learn(Requests.get(HANDSHAKE), right, "0{\"sid\":\"abc\"}".getBytes(UTF_8));

    assertEquals(List.of("put sid/chat/abc 60000 right 60000"), table.asked);
  }

  @Test
  void sessionThatNobodyKnowsGoesAnywhere() {
    assertNull(here.find(Requests.get(POLL)).result());
    assertNull(here.find(Requests.get("/socket.io/?EIO=4&transport=websocket")).result());
    assertNull(here.find(Requests.get("/socket.io/?sid=not%20one")).result());
    assertEquals(List.of("get sid/chat/abc"), table.asked);
  }

  @Test
  void sessionOfATargetThatIsGoneGoesAnywhere() {
    table.texts.put("sid/chat/abc", "60000 gone");

    assertNull(here.find(Requests.get(POLL)).result());
  }

  @Test
  void sessionStaysAtATargetThatIsEjectedButNotAtOneThatIsDown() {
    Pool strict = new Pool(StickyPools.ejecting(config, 1), GlobalEventExecutor.INSTANCE);
    Target ejected = strict.target("right");
    table.texts.put("sid/chat/abc", "60000 right");
    ejected.onFailure("connection refused");
    assertFalse(strict.keep(ejected), "it is ejected, and the pool does not panic");

    assertSame(ejected, node(strict, 10).find(Requests.get(POLL)).result());

    ejected.onHealth(Health.DOWN, "test");
    assertNull(node(strict, 10).find(Requests.get(POLL)).result());
  }

  @Test
  void unreadableEntryIsNone() {
    for (String text :
        new String[] {
          "", "right", "x right", "0 right", "-1 right", "99999999999999999999 right"
        }) {
      table.texts.put("sid/chat/abc", text);

      assertNull(here.find(Requests.get(POLL)).result(), text);
    }
  }

  @Test
  void clusterThatFailsFailsNobody() {
    table.held = Promise.promise();
    table.held.fail("away");

    assertNull(here.find(Requests.get(POLL)).result());
    assertTrue(here.learn(Requests.get(HANDSHAKE), right, OPENED).succeeded());
    assertSame(right, here.find(Requests.get(POLL)).result());
  }

  @Test
  void whileTheClusterIsAwayOneRequestASecondWaitsForIt() throws Exception {
    table.texts.put("sid/chat/abc", "60000 right");
    table.held = Promise.promise();
    table.held.fail("away");
    here.find(Requests.get(POLL));
    table.held = Promise.promise();

    assertNull(here.find(Requests.get(POLL)).await(2, TimeUnit.SECONDS), "does not wait");
    here.learn(Requests.get(HANDSHAKE), right, OTHER).await(2, TimeUnit.SECONDS);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    Future<Target> waits = here.find(Requests.get(POLL));
    assertNull(here.find(Requests.get(POLL)).await(2, TimeUnit.SECONDS), "another waits");
    assertFalse(waits.isComplete());

    table.held.complete();
    assertSame(right, waits.await(2, TimeUnit.SECONDS));
  }

  @Test
  void clusterThatIsBackIsWaitedForAgain() throws Exception {
    table.held = Promise.promise();
    table.held.fail("away");
    here.find(Requests.get(POLL));
    table.held = null;
    here.find(Requests.get(POLL));
    table.texts.put("sid/chat/abc", "60000 right");
    table.held = Promise.promise();
    Future<Target> first = here.find(Requests.get(POLL));
    Future<Target> second = here.find(Requests.get(POLL));

    vertx.setTimer(300, late -> table.held.complete());

    assertSame(right, first.await(2, TimeUnit.SECONDS));
    assertSame(right, second.await(2, TimeUnit.SECONDS));
  }

  @Test
  void clusterIsAnsweredOnTheLoopThatAsked() throws Exception {
    table.texts.put("sid/chat/abc", "60000 right");
    table.held = Promise.promise();
    Context loop = vertx.getOrCreateContext();
    Promise<Context> answeredOn = Promise.promise();
    loop.runOnContext(
        go -> {
          here.find(Requests.get(POLL))
              .onComplete(found -> answeredOn.complete(Vertx.currentContext()));
          // From a thread that is no loop at all.
          new Thread(table.held::complete).start();
        });

    assertSame(loop, answeredOn.future().await(50, TimeUnit.SECONDS));
  }

  @Test
  void onlyPollsThatAskForASessionAreLearntFrom() {
    assertTrue(here.learns(Requests.get(HANDSHAKE)));
    assertFalse(here.learns(Requests.get(POLL)));
    assertFalse(here.learns(Requests.get("/socket.io/?EIO=4&transport=websocket")));
    assertFalse(here.learns(Requests.of("POST", HANDSHAKE, null, false)));
    here.learn(Requests.get(HANDSHAKE), right, "nothing of use".getBytes(UTF_8));
    assertEquals(List.of(), table.asked);
  }

  @Test
  void forgottenSessionIsAskedForAgain() {
    Stickiness small = node(pool, 1);
    table.texts.put("sid/chat/abc", "60000 right");
    table.texts.put("sid/chat/def", "60000 left");

    small.find(Requests.get(POLL));
    small.find(Requests.get(HANDSHAKE + "&sid=def"));
    small.find(Requests.get(POLL));

    assertEquals(3, table.asked.stream().filter(one -> one.startsWith("get")).count());
  }

  private Stickiness node(Pool pool, int seenLately) {
    return new EngineIoStickiness(pool, new SessionHomes(config, table, seenLately, nanos::get));
  }
}
