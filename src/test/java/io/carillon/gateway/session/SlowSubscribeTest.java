package io.carillon.gateway.session;

import static io.carillon.gateway.testkit.Await.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.pubsub.PublishRequest;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.Tokens;
import io.vertx.core.Promise;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client asks for a channel in its request, and the broker takes its time with it. */
class SlowSubscribeTest {
  private static final Channel SLOW = new Channel("slow");
  private static final Channel BUSY = new Channel("busy");
  private static final String SECRET = "auth.tokens.hmacSecret=" + Tokens.SECRET;
  private static final int DEADLINE_MILLIS = 40_000;
  private static final String GET = "GET /?channel=slow HTTP/1.1\r\nHost: a\r\n";
  private static final String UPGRADE =
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

  private final TestSessions node = new TestSessions();
  private final Promise<Void> acknowledged = node.broker().holdSubscribe();
  private final int port = node.listenToRaw();

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void webSocketIsOpenWhenItHearsItsChannel() throws IOException {
    assertHearsOnceItIsAnswered(GET + UPGRADE + "\r\n", "HTTP/1.1 101 ");
  }

  @Test
  void whatIsPublishedElsewhereMeanwhileWaitsForTheAnswer() throws IOException {
    String both = GET.replace("channel=slow", "channel=slow&channel=busy");
    for (String upgrade : List.of(UPGRADE, "")) {
      Promise<Void> known = upgrade.isEmpty() ? node.broker().holdSubscribe() : acknowledged;
      try (Socket client = ask(both + upgrade + "\r\n")) {
        for (int i = 0; i < 20; i++) { // some of them are heard
          publish(BUSY);
        }
        assertEquals(0, client.getInputStream().available(), "bytes of an answer, too early");
        known.complete();
        publish(BUSY);

        readUntil(client.getInputStream(), "heard");
      }
      Await.until(() -> await(node.sessions().count()).clients() == 0, () -> "still there");
    }
  }

  @Test
  void whoAsksForMoreChannelsThanItMayHaveLeavesNothingBehind() throws IOException {
    acknowledged.complete();
    try (TestSessions few = new TestSessions(SECRET, "limits.user.channels=2")) {
      String token = Tokens.of("{\"sub\":\"ann\"}");
      int its = few.listenToRaw();
      String all = "GET /?token=" + token + "&channel=a&channel=b&channel=c&channel=d";
      try (Socket client = connect(its, all + " HTTP/1.1\r\nHost: a\r\n\r\n")) {
        readUntil(client.getInputStream(), "0\r\n\r\n");
      }
      String one = "GET /?token=" + token + "&channel=e HTTP/1.1\r\nHost: a\r\n\r\n";
      try (Socket client = connect(its, one)) {
        readUntil(client.getInputStream(), "retry: ");
        await(few.pubSub().publish(new Channel("e"), Payload.json("5"), PublishRequest.of(null)));
        readUntil(client.getInputStream(), "data: 5");
      }
    }
  }

  @Test
  void eventStreamIsOpenWhenItHearsItsChannel() throws IOException {
    assertHearsOnceItIsAnswered(GET + "\r\n", "HTTP/1.1 200 ");
  }

  @Test
  void eventStreamThatCannotHearIsToldToComeBack() throws IOException {
    try (Socket client = ask(GET + "\r\n")) {
      acknowledged.fail("not now");

      String head = readUntil(client.getInputStream(), "retry: ");
      assertTrue(head.startsWith("HTTP/1.1 200 "), head);
      readUntil(client.getInputStream(), "0\r\n\r\n");
    }
  }

  private void assertHearsOnceItIsAnswered(String request, String answer) throws IOException {
    try (Socket client = ask(request)) {
      assertEquals(0, client.getInputStream().available(), "bytes of an answer, too early");
      acknowledged.complete();

      String head = readUntil(client.getInputStream(), "\r\n\r\n");
      assertTrue(head.startsWith(answer), head);
      publish(SLOW);
      readUntil(client.getInputStream(), "heard");
    }
  }

  // Until the node knows the client.
  private Socket ask(String request) throws IOException {
    Socket client = connect(port, request);
    Await.until(
        () -> await(node.sessions().count()).clients() == 1, () -> "the client is not known");
    node.run(() -> {}); // what was written in the same turn has left by then
    return client;
  }

  private void publish(Channel channel) {
    await(node.pubSub().publish(channel, Payload.json("\"heard\""), PublishRequest.of(null)));
    node.run(() -> {});
  }

  private static Socket connect(int port, String request) throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
    client.setSoTimeout(DEADLINE_MILLIS);
    client.getOutputStream().write(request.getBytes(ISO_8859_1));
    return client;
  }

  private static String readUntil(InputStream in, String end) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(end) < 0) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("after " + read);
      }
      read.append((char) next);
    }
    return read.toString();
  }
}
