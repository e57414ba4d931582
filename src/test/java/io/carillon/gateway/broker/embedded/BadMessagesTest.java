package io.carillon.gateway.broker.embedded;

import static io.carillon.gateway.testkit.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.broker.PublishOptions;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.cluster.Cluster;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.TestCluster;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a node gets over the bus that no node of its cluster would send. */
class BadMessagesTest {
  private static final Channel CHANNEL = new Channel("heard");
  private static final Retention TEN = new Retention(10, Duration.ofMinutes(1));

  private static final Queue<ChannelEvent> HEARD = new ConcurrentLinkedQueue<>();
  private static final AtomicLong LIVES = new AtomicLong();
  private static TestCluster cluster;
  private static ClusterBroker sender;
  private static ClusterBroker receiver;

  @BeforeAll
  static void start() {
    cluster = new TestCluster(3);
    sender = new ClusterBroker(cluster.node(0), Duration.ofSeconds(20));
    receiver = new ClusterBroker(cluster.node(1), Duration.ofSeconds(20));
    await(sender.start(event -> {}));
    await(receiver.start(HEARD::add));
    await(receiver.subscribe(CHANNEL, TEN));
  }

  @AfterAll
  static void stop() {
    await(sender.close());
    await(receiver.close());
    cluster.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("messages")
  void isIgnoredAndTheNodeHearsOn(String what, Object message) {
    HEARD.clear();
    Cluster node = cluster.node(0);
    String address = "node." + String.format("%016x", cluster.node(1).membership().self());
    node.vertx().eventBus().send(address, message);

    await(
        sender.publish(CHANNEL, Payload.json("1"), new PublishOptions(TEN, null, Map.of(), null)));

    Await.until(() -> !HEARD.isEmpty(), () -> "nothing is heard after " + what);
    assertEquals(1, HEARD.stream().filter(Publication.class::isInstance).count());
  }

  static Stream<Arguments> messages() {
    return Stream.of(
        Arguments.of("a text", "hello"),
        Arguments.of("a number", 7),
        Arguments.of("nothing", Buffer.buffer()),
        Arguments.of("half an envelope", whole().slice(0, 9)),
        Arguments.of("another mark", whole().setByte(0, (byte) 0)),
        Arguments.of("another version", whole().setByte(2, (byte) 9)),
        Arguments.of("an unknown kind", whole().setByte(3, (byte) 99)),
        Arguments.of("another cluster", whole().setInt(4, 1)),
        Arguments.of("an unknown sender", publications().setLong(8, 4_711)),
        Arguments.of("no numbers", whole().setByte(3, (byte) 1)),
        Arguments.of("half of its numbers", publications().slice(0, 30)),
        Arguments.of("a record cut short", publications().appendInt(100).appendByte((byte) 1)),
        Arguments.of("a record of a gigabyte", publications().appendInt(1 << 30)),
        Arguments.of("a record of negative length", publications().appendInt(-5)),
        Arguments.of("a channel without a name", publications().appendInt(0).appendInt(0)),
        Arguments.of(
            "a million events that are not there",
            publications().appendInt(1).appendString("c").appendInt(0).appendInt(1_000_000)),
        Arguments.of("a question that is no JSON", whole().setByte(3, (byte) 3).appendString("{")),
        Arguments.of("a question of nothing", whole().setByte(3, (byte) 3).appendString("{}")));
  }

  private static Buffer whole() {
    Buffer opened =
        cluster.node(0).bus().open(io.carillon.gateway.cluster.NodeBus.Kind.HEARTBEAT, 0);
    return opened.copy();
  }

  // From a node that publishes nothing, so that the numbers of the others stay as they are.
  private static Buffer publications() {
    return whole()
        .setByte(3, (byte) 1)
        .setLong(8, cluster.node(2).membership().self())
        .appendLong(LIVES.incrementAndGet())
        .appendLong(1)
        .appendLong(0)
        .appendLong(0)
        .appendLong(0)
        .appendByte((byte) 1)
        .appendByte((byte) 42);
  }
}
