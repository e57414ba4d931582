package io.carillon.gateway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.cluster.LonelyCalls;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.hub.ChannelCensus;
import io.carillon.gateway.hub.ChannelInterest;
import io.carillon.gateway.hub.Hub;
import io.carillon.gateway.hub.HubShard;
import io.carillon.gateway.hub.PushBatch;
import io.carillon.gateway.hub.Subscriber;
import io.carillon.gateway.protocol.RawJson;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A node with 100,000 channels: a page gets a page of them, and no loop stands still for it. */
class ManyChannelsTest {
  private static final int CHANNELS = 100_000;
  private static final int WIDE = 5;
  private static final int DEADLINE_SECONDS = 50;

  /** Times that a loop turns to something else, at least, while it counts all of them. */
  private static final int TURNS = CHANNELS / 1_000;

  private static final ChannelInterest NOBODY =
      new ChannelInterest() {
        @Override
        public void onFirstSubscriber(Channel channel) {}

        @Override
        public void onLastSubscriber(Channel channel) {}
      };

  private static final MultiThreadIoEventLoopGroup LOOPS =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private static final BoardThread THREAD = new BoardThread();
  private static final Hub HUB = new Hub(NOBODY);
  private static final HubShard LEFT = HUB.open(LOOPS.next());
  private static final HubShard RIGHT = HUB.open(LOOPS.next());
  private static ChannelQueries queries;

  @BeforeAll
  static void listen() throws Exception {
    NodeIdentity self = NodeIdentity.of("here", "test");
    queries = new ChannelQueries(THREAD, new LonelyCalls(), self, new Channels(THREAD, HUB));
    listen(LEFT, 1);
    listen(RIGHT, WIDE - 1);
  }

  // Each loop has every channel, with one listener; on the right the last ten have more.
  private static void listen(HubShard shard, int more) throws Exception {
    shard
        .loop()
        .submit(
            () ->
                IntStream.range(0, CHANNELS)
                    .mapToObj(ManyChannelsTest::channel)
                    .forEach(
                        channel -> {
                          int count = channel.name().compareTo("many:99990") < 0 ? 1 : more;
                          for (int i = 0; i < count; i++) {
                            shard.subscribe(channel, new Listener());
                          }
                        }))
        .get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  private static Channel channel(int number) {
    return new Channel(String.format("many:%05d", number));
  }

  @AfterAll
  static void stop() throws Exception {
    THREAD.close();
    LOOPS.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
  }

  @Test
  void widestComeFirstOnAPageOfFifty() {
    JsonObject answer = ask("{\"limit\":50}");
    JsonArray channels = answer.getJsonArray("channels");

    assertEquals(CHANNELS, answer.getInteger("total"));
    assertEquals(50, channels.size());
    assertEquals(shown("many:99990", WIDE), shown(channels, 0));
    assertEquals(shown("many:99999", WIDE), shown(channels, 9));
    assertEquals(shown("many:00000", 2), shown(channels, 10));
    assertTrue(answer.toBuffer().length() < 10_000, answer.encode());
  }

  @Test
  void loopThatCountsAllTurnsToOtherThingsMeanwhile() throws Exception {
    Hub alone = new Hub(NOBODY);
    EventLoop loop = alone.open(LOOPS.next()).loop();
    List<Channel> all = List.copyOf(HUB.channels());
    Probe probe = new Probe(loop);
    Future<ChannelCensus> counted =
        loop.submit(
                () -> {
                  Future<ChannelCensus> census = alone.census(all);
                  probe.turnUntil(census);
                  return census;
                })
            .get(DEADLINE_SECONDS, TimeUnit.SECONDS);

    assertEquals(CHANNELS, counted.await(DEADLINE_SECONDS, TimeUnit.SECONDS).size());
    assertTrue(probe.turns >= TURNS, "turned " + probe.turns + " times");
  }

  @Test
  void byNameOnlyThePageIsCounted() {
    JsonArray channels =
        ask("{\"limit\":12,\"offset\":240,\"sort\":\"name\"}").getJsonArray("channels");

    assertEquals(12, channels.size());
    assertEquals(shown("many:00240", 2), shown(channels, 0));
  }

  @Test
  void partOfANameIsFoundAmongAll() {
    JsonObject answer = ask("{\"search\":\"y:7777\",\"limit\":200}");

    assertEquals(10, answer.getInteger("total"));
    assertEquals(10, answer.getJsonArray("channels").size());
  }

  private static JsonObject ask(String question) {
    RawJson asked = RawJson.object(question.getBytes(StandardCharsets.UTF_8));
    try {
      return queries.channels(null, asked).await(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new IllegalStateException(late);
    }
  }

  private static String shown(JsonArray channels, int place) {
    JsonObject channel = channels.getJsonObject(place);
    return shown(channel.getString("name"), channel.getInteger("subscribers"));
  }

  private static String shown(String name, int subscribers) {
    return name + " " + subscribers;
  }

  /** Counts how often a loop finds time for a task of its queue, until something is done. */
  private static final class Probe {
    private final EventLoop loop;
    private int turns;

    Probe(EventLoop loop) {
      this.loop = loop;
    }

    void turnUntil(Future<?> done) {
      if (!done.isComplete()) {
        turns++;
        loop.schedule(() -> turnUntil(done), 0, TimeUnit.NANOSECONDS);
      }
    }
  }

  private static final class Listener extends Subscriber {
    @Override
    protected void push(PushBatch batch) {}

    @Override
    protected void flush() {}

    @Override
    protected void fail(RuntimeException bug) {
      throw bug;
    }
  }
}
