package io.carillon.gateway.proxy.upstream;

import static io.carillon.gateway.testkit.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.Ports;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.util.concurrent.DefaultPromise;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Connections to targets that are there, and to some that are not. */
class DialTest {
  private static final Duration SHORT = Duration.ofMillis(100);

  private static NameServer names;
  private static Caller caller;
  private static ServerSocket listening;
  private static String live;

  private Pool pool;

  @BeforeAll
  static void start() throws Exception {
    names =
        new NameServer(
            Map.of(
                "two.test.",
                List.of("127.0.0.1", "127.0.0.2"),
                "mute.test.",
                List.of(),
                "late.test.",
                List.of()));
    caller =
        new Caller(
            new VertxOptions()
                .setAddressResolverOptions(
                    new AddressResolverOptions()
                        .addServer(names.address())
                        .setSearchDomains(List.of())
                        .setNdots(1)));
    listening = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.2"));
    live = "http://127.0.0.2:" + listening.getLocalPort();
  }

  @AfterAll
  static void stop() throws Exception {
    listening.close();
    caller.close();
    names.close();
  }

  @AfterEach
  void everyCountIsGivenBack() {
    for (Target target : pool.targets()) {
      Await.until(() -> target.open() == 0, () -> target.name() + " has " + target.open());
    }
  }

  @Test
  void connectionCountsUntilItCloses() {
    pool = TestPools.pool(live);

    Upstream upstream = caller.connected(pool);

    assertEquals(1, upstream.target().open());
    assertFalse(upstream.channel().config().isAutoRead());
    assertEquals(List.of("DefaultChannelPipeline$TailContext#0"), names(upstream));
    upstream.channel().close();
  }

  /** Null where the system knows no such thing. */
  @Test
  void onlyTheFirstAcknowledgementWaitsForBytesToGoWith() {
    pool = TestPools.pool(live);
    Channel unconnected = caller.channel();
    Boolean before = unconnected.config().getOption(EpollChannelOption.TCP_QUICKACK);
    unconnected.unsafe().closeForcibly();

    Upstream upstream = caller.connected(pool);

    assertNotEquals(true, before);
    assertNotEquals(false, upstream.channel().config().getOption(EpollChannelOption.TCP_QUICKACK));
    upstream.channel().close();
  }

  @Test
  void idleConnectionCountsForNothing() {
    pool = TestPools.pool(live);
    Upstream upstream = caller.connected(pool);

    assertEquals(
        "0 1 true",
        await(
            caller.onLoop(
                () -> {
                  upstream.release();
                  upstream.release();
                  int idle = upstream.target().open();
                  pool.select(caller.client(), Set.of());
                  boolean reused = upstream.reuse();
                  return Future.succeededFuture(
                      idle + " " + upstream.target().open() + " " + reused);
                })));
    upstream.channel().close();
  }

  @Test
  void connectionThatIsGoneTakesNoCount() {
    pool = TestPools.pool(live);
    Upstream upstream = caller.connected(pool);
    upstream.channel().close().syncUninterruptibly();

    boolean reused =
        await(
            caller.onLoop(
                () -> {
                  upstream.release();
                  pool.select(caller.client(), Set.of());
                  return Future.succeededFuture(upstream.reuse());
                }));

    assertFalse(reused);
    assertEquals(1, upstream.target().open());
    upstream.target().closed();
  }

  @Test
  void refusedDialGoesToAnotherTarget() {
    pool = TestPools.pool(closed(), closed(), live);

    Upstream upstream = caller.connected(pool);

    assertSame(pool.targets().get(2), upstream.target());
    upstream.channel().close();
  }

  @Test
  void chosenTargetThatRefusesGivesWayToAnother() {
    pool = TestPools.pool(closed(), live);

    Upstream upstream = await(caller.connect(pool, () -> pool.select(caller.client(), Set.of())));

    assertSame(pool.targets().get(1), upstream.target());
    upstream.channel().close();
  }

  @Test
  void clientHearsThatNobodyCouldBeReached() {
    pool = TestPools.pool(closed(), closed());

    assertEquals("502 no target could be reached", caller.refused(pool));
  }

  @Test
  void onlyThreeTargetsAreTried() {
    pool = TestPools.pool(closed(), closed(), closed(), live);

    assertEquals("502 no target could be reached", caller.refused(pool));
  }

  @Test
  void clientHearsThatNobodyIsThere() {
    pool = TestPools.pool();

    assertTrue(caller.refused(pool).startsWith("503 no target "));
  }

  @Test
  void targetThatDoesNotAnswerTimesOut() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<SocketChannel> waiting = fill(full);
      pool =
          TestPools.pool(
              SHORT,
              PoolConfig.ProxyHeader.NONE,
              TestPools.TLS,
              "http://127.0.0.1:" + full.getLocalPort());

      assertEquals("504 no target answered in time", caller.refused(pool));
      for (SocketChannel one : waiting) {
        one.close();
      }
    }
  }

  @Test
  void silentTargetTimesOutTlsToo() {
    pool =
        TestPools.pool(
            SHORT, PoolConfig.ProxyHeader.NONE, TestPools.TLS, live.replace("http", "https"));
    await(caller.read(pool));

    assertEquals("504 no target answered in time", caller.refused(pool));
  }

  @Test
  void tlsOfPoolThatWasNotReadFails() {
    pool =
        TestPools.pool(
            Duration.ofSeconds(10),
            PoolConfig.ProxyHeader.NONE,
            TestPools.TLS,
            live.replace("http", "https"));
    caller.tls.retain(List.of());

    assertEquals("502 no target could be reached", caller.refused(pool));
  }

  @Test
  void everyAddressOfNameIsTried() {
    pool = TestPools.pool("http://two.test:" + listening.getLocalPort());

    Upstream upstream = caller.connected(pool);

    InetSocketAddress reached = (InetSocketAddress) upstream.channel().remoteAddress();
    assertEquals("127.0.0.2", reached.getAddress().getHostAddress());
    upstream.channel().close();
  }

  @Test
  void nameThatDoesNotExistIsOutOfReach() {
    pool = TestPools.pool("http://nobody.test:80");

    assertEquals("502 no target could be reached", caller.refused(pool));
  }

  @Test
  void nameThatNobodyAnswersForTimesOut() {
    pool = TestPools.pool(SHORT, PoolConfig.ProxyHeader.NONE, TestPools.TLS, "http://mute.test:80");

    assertEquals("504 no target answered in time", caller.refused(pool));
  }

  @Test
  void answerForANameThatComesTooLateIsNoMatter() {
    Logger logger = (Logger) LoggerFactory.getLogger(DefaultPromise.class);
    ListAppender<ILoggingEvent> heard = new ListAppender<>();
    heard.start();
    logger.addAppender(heard);
    pool = TestPools.pool(SHORT, PoolConfig.ProxyHeader.NONE, TestPools.TLS, "http://late.test:80");
    assertEquals("504 no target answered in time", caller.refused(pool));
    pool = TestPools.pool("http://late.test:80");
    Future<Upstream> patient = caller.connect(pool);
    // Asked on the same loop behind the question, so that this has been sent before it is answered.
    await(caller.onLoop(Future::succeededFuture));

    Await.until(
        () -> {
          names.answerLate();
          return patient.isComplete();
        },
        () -> "still resolving");

    assertTrue(patient.failed());
    logger.detachAppender(heard);
    assertEquals(List.of(), heard.list);
  }

  @Test
  void addressThatSwallowsPacketsLeavesTimeForTheOthers() throws Exception {
    try (ServerSocket full =
        new ServerSocket(listening.getLocalPort(), 1, InetAddress.getLoopbackAddress())) {
      List<SocketChannel> waiting = fill(full);
      pool =
          TestPools.pool(
              Duration.ofSeconds(1),
              PoolConfig.ProxyHeader.NONE,
              TestPools.TLS,
              "http://two.test:" + listening.getLocalPort());

      Upstream upstream = caller.connected(pool);

      InetSocketAddress reached = (InetSocketAddress) upstream.channel().remoteAddress();
      assertEquals("127.0.0.2", reached.getAddress().getHostAddress());
      upstream.channel().close();
      for (SocketChannel one : waiting) {
        one.close();
      }
    }
  }

  @Test
  void whoGivesUpLeavesNothingAndBlamesNobody() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<SocketChannel> waiting = fill(full);
      for (String target :
          List.of(
              "http://127.0.0.1:" + full.getLocalPort(),
              "http://mute.test:80",
              live.replace("http", "https"))) {
        pool = TestPools.pool(SHORT, PoolConfig.ProxyHeader.NONE, TestPools.TLS, target);
        await(caller.read(pool));
        Promise<Upstream> outcome = Promise.promise();

        caller.giveUp(pool, outcome);

        assertEquals(0, pool.targets().get(0).open(), target);
        // Behind all that it could still be told.
        assertEquals("504 no target answered in time", caller.refused(pool), target);
        assertFalse(outcome.future().isComplete(), target);
        assertEquals(1, pool.targets().get(0).status().failures(), target);
      }
      for (SocketChannel one : waiting) {
        one.close();
      }
    }
  }

  @Test
  void reasonTellsOperatorsWhatFailed() {
    pool = TestPools.pool();

    assertEquals(
        "connection refused",
        DialFailure.of(new ConnectException("Connection refused: /127.0.0.1:1")).getMessage());
    DialFailure ours = DialFailure.of(new ChannelException("Too many open files"));
    assertTrue(ours.isOurs());
    assertEquals("connection closed", DialFailure.of(new ClosedChannelException()).getMessage());
    assertEquals("failed with IOException", DialFailure.of(new IOException()).getMessage());
    assertEquals("no socket to be had: Too many open files", ours.getMessage());
    assertEquals(503, ours.answer().status());
  }

  private static String closed() {
    return "http://127.0.0.1:" + Ports.free();
  }

  private static List<String> names(Upstream upstream) {
    return upstream.channel().pipeline().names();
  }

  // The kernel drops whatever comes when a backlog is full.
  private static List<SocketChannel> fill(ServerSocket server) throws Exception {
    List<SocketChannel> waiting = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      SocketChannel one = SocketChannel.open();
      one.configureBlocking(false);
      one.connect(server.getLocalSocketAddress());
      waiting.add(one);
    }
    return waiting;
  }
}
