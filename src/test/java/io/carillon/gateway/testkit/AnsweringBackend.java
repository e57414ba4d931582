package io.carillon.gateway.testkit;

import static io.carillon.gateway.testkit.Await.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A backend that is asked about clients, and answers as it was told to. A real server on loopback;
 * callable from any thread.
 */
public final class AnsweringBackend implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();

  private AnsweringBackend() {
    server = await(vertx.createHttpServer().requestHandler(this::take).listen(0, "127.0.0.1"));
  }

  public static AnsweringBackend start() {
    return new AnsweringBackend();
  }

  /** For a configuration. */
  public String url() {
    return "http://127.0.0.1:" + server.actualPort() + "/centrifugo/{question}";
  }

  /** Answers questions of a kind with a result that is made of them. */
  public void result(String kind, Function<JsonObject, JsonObject> result) {
    answer(
        kind,
        (question, response) ->
            response.end(new JsonObject().put("result", result.apply(question)).encode()));
  }

  /** Answers questions of a kind with this body. */
  public void body(String kind, String body) {
    answer(kind, (question, response) -> response.end(body));
  }

  /** Answers questions of a kind in any way. */
  public void answer(String kind, Answer answer) {
    answers.put(kind, answer);
  }

  /** The next question that was asked. */
  public Asked next() {
    try {
      Asked next = asked.poll(20, TimeUnit.SECONDS);
      if (next == null) {
        throw new IllegalStateException("nothing was asked");
      }
      return next;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** Forgets what was asked so far; returns how much it was. */
  public int forget() {
    int count = asked.size();
    asked.clear();
    return count;
  }

  private void take(HttpServerRequest request) {
    String kind = request.path().substring(request.path().lastIndexOf('/') + 1);
    request
        .body()
        .onSuccess(
            body -> {
              JsonObject question = body.toJsonObject();
              // As it was when the question came: whoever hears of it may want the next one
              // answered in another way.
              Answer answer =
                  answers.getOrDefault(
                      kind, (any, response) -> response.setStatusCode(404).end("not expected"));
              asked.add(new Asked(kind, question, request));
              answer.to(question, request.response());
            });
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  /** How a question is answered, if at all. */
  @FunctionalInterface
  public interface Answer {
    void to(JsonObject question, HttpServerResponse response);
  }

  /** What was asked. */
  public record Asked(String kind, JsonObject body, HttpServerRequest request) {
    /** A header that came along; null when none did. */
    public String header(String name) {
      return request.getHeader(name);
    }
  }
}
