package io.carillon.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RecoveryRaceTest {
  private static final int VISITS = 60;

  @Test
  void clientThatComesAndGoesWhileOthersPublishMissesNothingAndHearsNothingTwice()
      throws Exception {
    try (TestNode node = TestNode.start()) {
      AtomicBoolean enough = new AtomicBoolean();
      Thread writer =
          new Thread(
              () -> {
                for (int i = 0; !enough.get(); i++) {
                  node.publish("demo:race", i);
                }
              });
      writer.start();
      List<Long> offsets = new ArrayList<>();
      String epoch = "";
      for (int visit = 0; visit < VISITS; visit++) {
        long stood = offsets.isEmpty() ? 0 : offsets.get(offsets.size() - 1);
        try (CentrifugeClient client = CentrifugeClient.connect(node)) {
          JsonObject begun = client.recover("demo:race", epoch, stood);
          epoch = begun.getString("epoch");
          begun
              .getJsonArray("publications", new JsonArray())
              .forEach(one -> offsets.add(((JsonObject) one).getLong("offset")));
          for (int i = 0; i < 5; i++) {
            offsets.add(client.push("pub").getLong("offset"));
          }
        }
      }
      enough.set(true);
      writer.join();

      assertEquals(LongStream.rangeClosed(1, offsets.size()).boxed().toList(), offsets);
    }
  }
}
