package io.carillon.gateway.session;

import static io.carillon.gateway.testkit.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.pubsub.PublishRequest;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.Tokens;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that connects while the broker takes its time with a channel of its route. */
class SlowConnectTest {
  private static final Channel OF_THE_ROUTE = new Channel("slow");
  private static final Channel MORE = new Channel("more");
  private static final SessionTable.Target ANN = new SessionTable.Target("ann", "");

  private final TestSessions node = new TestSessions("auth.tokens.hmacSecret=" + Tokens.SECRET);
  private final Promise<Void> acknowledged = node.broker().holdSubscribe();
  private final RawWebSocket client = RawWebSocket.open(node.listen(OF_THE_ROUTE), "/");

  @BeforeEach
  void connect() {
    JsonObject token = new JsonObject().put("token", Tokens.of("{\"sub\":\"ann\"}"));
    client.sendText(new JsonObject().put("id", 1).put("connect", token).encode());
    Await.until(
        () -> await(node.sessions().count()).clients() == 1, () -> "the client is not known");
  }

  @AfterEach
  void close() {
    client.close();
    node.close();
  }

  private static long now() {
    return System.currentTimeMillis() / 1_000;
  }

  private JsonObject read() {
    return new JsonObject(client.read().text());
  }

  private JsonObject reply() {
    JsonObject reply = read();
    assertEquals(1, reply.getInteger("id"), reply::encode);
    return reply.getJsonObject("connect");
  }

  @Test
  void hearsInTheReplyForHowLongTheServerLetsItStay() {
    await(node.sessions().refresh(ANN, now() + 3_600, null));
    acknowledged.complete();

    JsonObject connected = reply();

    assertTrue(connected.getBoolean("expires"), connected::encode);
    assertTrue(connected.getInteger("ttl") > 1_800, connected::encode);
  }

  @Test
  void hearsNothingOfAnEndThatTheServerTookBack() {
    await(node.sessions().refresh(ANN, now() + 3_600, null));
    await(node.sessions().refresh(ANN, 0, null));
    acknowledged.complete();

    assertFalse(reply().containsKey("expires"));
  }

  @Test
  void hearsBehindTheReplyWhatTheServerSubscribedItTo() {
    await(node.sessions().subscribe(ANN, MORE, null));
    await(node.pubSub().publish(MORE, Payload.json("1"), PublishRequest.of(null)));
    acknowledged.complete();

    assertTrue(reply().getJsonObject("subs").containsKey("slow"));
    assertEquals("more", read().getJsonObject("push").getString("channel"));
    JsonObject heard = read().getJsonObject("push");
    assertEquals(1, heard.getJsonObject("pub").getInteger("data"), heard::encode);
  }

  @Test
  void hearsBehindTheReplyThatTheServerSubscribedAndUnsubscribedIt() {
    await(node.sessions().subscribe(ANN, MORE, null));
    var ended = node.sessions().unsubscribe(ANN, MORE);
    acknowledged.complete();

    assertTrue(reply().getJsonObject("subs").containsKey("slow"));
    assertTrue(read().getJsonObject("push").containsKey("subscribe"));
    assertTrue(read().getJsonObject("push").containsKey("unsubscribe"));
    await(ended);
  }

  @Test
  void isHungUpOnWhenTheServerSaysThatItHasExpired() {
    await(node.sessions().refresh(ANN, 1, null));

    assertEquals(3005, client.readClose().closeCode());
  }
}
