package io.carillon.gateway.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.HttpLine;
import io.carillon.gateway.testkit.NodeAddress;
import io.carillon.gateway.testkit.ProcessCluster;
import io.carillon.gateway.testkit.TestNodes;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SubscribeRaceTest {
  private static final int CLIENTS = 20;

  /** A race each: 1,000 of all clients with every build, 10,000 when there is time for it. */
  private static final int ROUNDS = 50;

  private static final int MANY_ROUNDS = 500;
  private static final int CHANNELS_EACH = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /**
   * A subscribe is acknowledged by one node, and then the other node takes a publication: it is
   * heard. Each channel is left and entered again and again, so a late good-bye would show too.
   */
  @ParameterizedTest
  @EnumSource(names = {"BY_HAZELCAST", "BY_REDIS"})
  void whatIsPublishedElsewhereAfterASubscribeWasAcknowledgedIsHeard(TestNodes.Joined joined)
      throws Exception {
    race(joined, ROUNDS);
  }

  @Tag("faults")
  @ParameterizedTest
  @EnumSource(names = {"BY_HAZELCAST", "BY_REDIS"})
  void itIsHeardTenThousandTimes(TestNodes.Joined joined) throws Exception {
    race(joined, MANY_ROUNDS);
  }

  private static void race(TestNodes.Joined joined, int rounds) throws Exception {
    try (TestNodes cluster = TestNodes.start(joined, 2, ProcessCluster.NAMESPACES)) {
      ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
      try {
        List<Future<Integer>> heard = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          int client = i;
          heard.add(threads.submit(() -> race(cluster, client, rounds)));
        }
        for (Future<Integer> one : heard) {
          assertEquals(rounds, one.get(110, TimeUnit.SECONDS));
        }
      } finally {
        threads.shutdownNow();
      }
    }
  }

  private static int race(TestNodes cluster, int number, int rounds) throws IOException {
    NodeAddress other = NodeAddress.of("n2", cluster.node(1));
    try (CentrifugeClient client = CentrifugeClient.connect(cluster.node(0));
        HttpLine line = HttpLine.open(other, PATIENCE)) {
      for (int round = 0; round < rounds; round++) {
        String namespace = round % 2 == 0 ? "s:" : "live:";
        String channel = namespace + "race-" + number + "-" + round / 2 % CHANNELS_EACH;
        JsonObject left = new JsonObject().put("channel", channel);
        JsonObject publication = left.copy().put("data", round);

        client.subscribe(channel);
        JsonObject answer = line.call("publish", publication.encode());
        if (answer.containsKey("error")) {
          throw new IllegalStateException("round " + round + ": " + answer.encode());
        }

        assertEquals(round, client.push("pub").getInteger("data"), channel);
        client.ask("unsubscribe", left);
      }
      return rounds;
    }
  }
}
