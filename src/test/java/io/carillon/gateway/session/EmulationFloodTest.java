package io.carillon.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.AnsweringBackend;
import io.carillon.gateway.testkit.HttpCentrifugeClient;
import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that posts more commands than may wait for it. */
class EmulationFloodTest {
  private static final String PINGS = "{\"id\":9,\"ping\":{}}\n".repeat(40).trim();

  @ParameterizedTest
  @EnumSource
  void clientWhoseCommandsPileUpIsTold429AndEndsIn3008(HttpCentrifugeClient.Transport transport) {
    try (AnsweringBackend backend = AnsweringBackend.start();
        TestNode node =
            TestNode.start(
                "backends.app={url: '" + backend.url() + "', timeout: 50s}",
                "ask.rpc={'*': app}",
                "sessions={maxMessageBytes: 1KiB, maxQueuedBytes: 4KiB}");
        HttpCentrifugeClient bystander = HttpCentrifugeClient.connect(transport, node);
        HttpCentrifugeClient client = HttpCentrifugeClient.connect(transport, node)) {
      backend.answer("rpc", (question, response) -> {}); // while it is awaited, all else waits
      assertEquals(204, client.post("{\"id\":2,\"rpc\":{\"method\":\"a\"}}"));
      backend.next();

      int taken = 0;
      int status = client.post(PINGS);
      while (status == 204) {
        taken++;
        status = client.post(PINGS);
      }

      assertEquals(429, status);
      assertTrue(taken * PINGS.length() <= 4_096, "more than may wait");
      assertEquals(3008, client.push("disconnect").getInteger("code"));
      client.awaitEnd();
      assertEquals(404, client.post(PINGS));
      bystander.ask("ping", new JsonObject());
    }
  }
}
