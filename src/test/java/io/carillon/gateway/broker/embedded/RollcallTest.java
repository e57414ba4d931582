package io.carillon.gateway.broker.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.broker.Broker;
import io.carillon.gateway.broker.PublishOptions;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.cluster.Cluster;
import io.carillon.gateway.cluster.Membership;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.TestCluster;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class RollcallTest {
  private static final int CHANNELS = 2_000;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final PublishOptions OPTIONS =
      new PublishOptions(Retention.NONE, null, Map.of(), null);

  @Test
  void whatIsPublishedAfterTheOwnersWentWithAllTheyKnewIsHeard() throws Exception {
    try (TestCluster nodes = new TestCluster(2, 3)) {
      AtomicInteger heard = new AtomicInteger();
      Broker publisher = broker(nodes.node(0), new AtomicInteger());
      Broker listener = broker(nodes.node(1), heard);
      await(all(number -> listener.subscribe(channel(number), Retention.NONE)));
      nodes.join();

      // As if all of it had been on nodes that are gone, which two copies on three nodes cannot be.
      nodes.node(0).hazelcast().getMap(ClusterMaps.CHANNELS).clear();
      Membership seen = nodes.node(0).membership();
      int before = seen.changes();
      Future<Void> left = nodes.leave();
      Await.until(PATIENCE, () -> seen.changes() != before, () -> "still there");
      await(all(number -> publisher.publish(channel(number), payload(number), OPTIONS)));

      Await.until(PATIENCE, () -> heard.get() >= CHANNELS, () -> heard + " heard");
      assertEquals(CHANNELS, heard.get());
      await(left);
      await(publisher.close());
      await(listener.close());
    }
  }

  private static Broker broker(Cluster cluster, AtomicInteger heard) throws Exception {
    Broker broker = new ClusterBroker(cluster, PATIENCE);
    await(broker.start(event -> heard.incrementAndGet()));
    return broker;
  }

  private static Future<?> all(IntFunction<Future<?>> step) {
    List<Future<?>> steps = new ArrayList<>();
    for (int i = 0; i < CHANNELS; i++) {
      steps.add(step.apply(i));
    }
    return Future.all(steps);
  }

  private static Channel channel(int number) {
    return new Channel("live:" + number);
  }

  private static Payload payload(int number) {
    return Payload.json("{\"n\":" + number + "}");
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
