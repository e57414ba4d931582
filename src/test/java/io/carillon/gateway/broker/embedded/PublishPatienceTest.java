package io.carillon.gateway.broker.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import io.carillon.gateway.broker.History;
import io.carillon.gateway.broker.HistoryQuery;
import io.carillon.gateway.broker.PublishOptions;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.broker.embedded.state.ChannelState;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.TestCluster;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Publishers get an answer, even while the owner of a channel is alive and gives none. */
class PublishPatienceTest {
  private static final int DEADLINE_SECONDS = 60;
  private static final Channel CHANNEL = new Channel("s:a");
  private static final Retention KEPT = new Retention(10, Duration.ofHours(1));
  private static final PublishOptions OPTIONS = new PublishOptions(KEPT, null, Map.of(), null);
  private static final CountDownLatch STUCK = new CountDownLatch(1);

  /** Occupies the only thread that may touch the channel. */
  private static final class Occupy implements EntryProcessor<String, ChannelState, Void> {
    private static final long serialVersionUID = 1;

    @Override
    public Void process(Map.Entry<String, ChannelState> entry) {
      try {
        STUCK.await(DEADLINE_SECONDS, SECONDS);
      } catch (InterruptedException over) {
        Thread.currentThread().interrupt();
      }
      return null;
    }
  }

  @Test
  void publisherIsAnsweredWhileTheOwnerIsStuckAndNothingIsOvertakenOrDoubledAfterwards()
      throws Exception {
    try (TestCluster cluster = new TestCluster(1)) {
      ClusterBroker broker = new ClusterBroker(cluster.node(0), Duration.ofMillis(500));
      await(broker.start(event -> {}));
      IMap<String, ChannelState> map = cluster.node(0).hazelcast().getMap(ClusterMaps.CHANNELS);
      map.submitToKey(CHANNEL.name(), new Occupy());

      Future<?> underWay = publish(broker, 1);
      Future<?> behind = publish(broker, 2);

      assertEquals(ErrorCode.UNAVAILABLE, refusal(underWay));
      assertEquals(ErrorCode.UNAVAILABLE, refusal(behind));
      STUCK.countDown();
      publish(broker, 3);
      Await.until(
          Duration.ofSeconds(DEADLINE_SECONDS),
          () -> kept(broker).size() == 3,
          () -> "kept " + kept(broker));
      assertEquals(List.of("1", "2", "3"), kept(broker));
      await(broker.close());
    }
  }

  private static Future<?> publish(ClusterBroker broker, int number) {
    return broker.publish(CHANNEL, Payload.json("" + number), OPTIONS);
  }

  private static ErrorCode refusal(Future<?> answer) {
    return GatewayException.codeOf(assertThrows(GatewayException.class, () -> await(answer)));
  }

  private static List<String> kept(ClusterBroker broker) {
    HistoryQuery all = new HistoryQuery(HistoryQuery.ALL, null, false);
    return broker
        .history(CHANNEL, KEPT, all)
        .otherwise(History.NONE) // it is asked again
        .await()
        .publications()
        .stream()
        .map(publication -> new String(publication.data().bytes(), UTF_8))
        .toList();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(DEADLINE_SECONDS, SECONDS);
  }
}
