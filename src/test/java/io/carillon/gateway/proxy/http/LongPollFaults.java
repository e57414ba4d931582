package io.carillon.gateway.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.testkit.TestNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Answers that take longer than the minute after which many give up, by a node as it is. */
@Tag("faults")
class LongPollFaults {
  private static final int LATE_SECONDS = 63;
  private static final String LENGTH = "Content-Length: 10\r\n\r\n";

  @Test
  void answersAndTheRestOfAnswersComeAfterMoreThanAMinute() throws Exception {
    try (RawBackend backend = RawBackend.start(LongPollFaults::answerLate);
        TestNode node =
            TestNode.start(
                "routes=[{path: /, proxy: p}]",
                "pools={p: {targets: [{url: 'http://127.0.0.1:" + backend.port() + "'}]}}")) {
      CompletableFuture<HttpResponse<String>> poll = get(node, "/poll");
      CompletableFuture<HttpResponse<String>> stream = get(node, "/stream");

      assertEquals("first,last", poll.get(2 * LATE_SECONDS, TimeUnit.SECONDS).body());
      assertEquals("first,last", stream.get(LATE_SECONDS, TimeUnit.SECONDS).body());
    }
  }

  private static CompletableFuture<HttpResponse<String>> get(TestNode node, String path) {
    URI where = URI.create("http://127.0.0.1:" + node.port() + path);
    return HttpClient.newHttpClient()
        .sendAsync(HttpRequest.newBuilder(where).build(), BodyHandlers.ofString());
  }

  private static void answerLate(RawHttp client) {
    boolean stream = client.head().startsWith("GET /stream ");
    if (stream) {
      client.send("HTTP/1.1 200 OK\r\n" + LENGTH + "first,");
    }
    passTime();
    client.send(stream ? "last" : "HTTP/1.1 200 OK\r\n" + LENGTH + "first,last");
  }

  // The backend has nothing to say for so long: that is what is tested.
  private static void passTime() {
    try {
      new CountDownLatch(1).await(LATE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
