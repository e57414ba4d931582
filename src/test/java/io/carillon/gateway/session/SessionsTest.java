package io.carillon.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The sessions of a node whose broker takes its time. */
class SessionsTest {
  private static final Channel CHANNEL = new Channel("slow");
  private static final SessionTable.Target ALICE = new SessionTable.Target("alice", "");

  private final TestSessions node = new TestSessions();
  private final TestSessions.Client client = node.connect("c", "alice");
  private final Promise<Void> acknowledged = node.broker().holdSubscribe();

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void subscribeIsDoneOnceTheBrokerHasAcknowledgedIt() throws TimeoutException {
    Future<Void> done = node.sessions().subscribe(ALICE, CHANNEL, null);
    assertEquals(List.of("slow"), client.channels());
    assertFalse(done.isComplete());

    acknowledged.complete();

    done.await(50, TimeUnit.SECONDS);
    assertEquals(List.of("+slow"), client.told());
  }

  @Test
  void unsubscribeThatComesMeanwhileHoldsAndIsToldAfterTheSubscribe() throws TimeoutException {
    Future<Void> begun = node.sessions().subscribe(ALICE, CHANNEL, null);
    Future<Void> ended = node.sessions().unsubscribe(ALICE, CHANNEL);
    assertEquals(List.of(), client.told());
    assertFalse(ended.isComplete());

    acknowledged.complete();

    begun.await(50, TimeUnit.SECONDS);
    ended.await(50, TimeUnit.SECONDS);
    assertEquals(List.of("+slow", "-slow"), client.told());
    assertEquals(List.of(), client.channels());
  }

  @Test
  void unsubscribeOfASessionThatEndsMeanwhileIsDone() throws TimeoutException {
    node.sessions().subscribe(ALICE, CHANNEL, null);
    Future<Void> ended = node.sessions().unsubscribe(ALICE, CHANNEL);
    assertEquals(List.of(), client.told());

    client.leave();

    ended.await(50, TimeUnit.SECONDS);
    assertEquals(List.of(), client.told());
  }

  @Test
  void unsubscribeFromWhatTheBrokerRefusesIsDone() throws TimeoutException {
    node.sessions().subscribe(ALICE, CHANNEL, null);
    Future<Void> ended = node.sessions().unsubscribe(ALICE, CHANNEL);
    assertEquals(List.of(), client.told());

    acknowledged.fail(new GatewayException(ErrorCode.INTERNAL, "on purpose"));

    ended.await(50, TimeUnit.SECONDS);
    assertEquals(List.of(), client.told());
  }

  @Test
  void subscribeThatTheBrokerRefusesIsDoneAndLeavesNothingBehind() throws TimeoutException {
    Future<Void> done = node.sessions().subscribe(ALICE, CHANNEL, null);

    acknowledged.fail(new GatewayException(ErrorCode.INTERNAL, "on purpose"));

    done.await(50, TimeUnit.SECONDS);
    assertEquals(List.of(), client.told());
    assertEquals(List.of(), client.channels());
  }

  @Test
  void subscribeOfASessionThatEndsMeanwhileIsDone() throws TimeoutException {
    Future<Void> done = node.sessions().subscribe(ALICE, CHANNEL, null);
    client.leave();

    acknowledged.complete();

    done.await(50, TimeUnit.SECONDS);
    assertEquals(0, node.hub().channelCount());
  }
}
