package io.carillon.gateway.dashboard;

import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.json.JsonObject;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** An open page. */
final class Board implements AutoCloseable {
  private static final int MOST_MESSAGES = 60;

  private final RawWebSocket socket;
  private final JsonObject hello;
  private int asked;

  private Board(RawWebSocket socket) {
    this.socket = socket;
    this.hello = new JsonObject(socket.readText());
  }

  static Board open(TestNode node, String... headers) {
    return at(node, "/dashboard/feed", headers);
  }

  static Board at(TestNode node, String path, String... headers) {
    return at(node.adminPort(), path, headers);
  }

  static Board at(int port, String path, String... headers) {
    return new Board(RawWebSocket.open(port, path, headers));
  }

  RawWebSocket socket() {
    return socket;
  }

  JsonObject hello() {
    return hello;
  }

  /** The next second that fits. */
  JsonObject second(Predicate<JsonObject> fits) {
    return message(message -> "second".equals(message.getString("type")) && fits.test(message));
  }

  /** The next event that fits. */
  JsonObject event(Predicate<JsonObject> fits) {
    return events(second(second -> events(second).anyMatch(fits)))
        .filter(fits)
        .findFirst()
        .orElseThrow();
  }

  static Stream<JsonObject> events(JsonObject second) {
    return second.getJsonArray("events").stream().map(JsonObject.class::cast);
  }

  static Stream<JsonObject> nodes(JsonObject second) {
    return second.getJsonArray("nodes").stream().map(JsonObject.class::cast);
  }

  static JsonObject node(JsonObject second, String name) {
    return nodes(second)
        .filter(node -> node.getString("name").equals(name))
        .findFirst()
        .orElse(new JsonObject());
  }

  /** Asks and returns the answer; fails when it is an error. */
  JsonObject ask(String ask, JsonObject question) {
    JsonObject reply = reply(ask, question);
    if (reply.containsKey("error")) {
      throw new IllegalStateException(reply.encode());
    }
    return reply.getJsonObject("answer");
  }

  /** Asks and returns what is wrong with it. */
  String refusal(String ask, JsonObject question) {
    return reply(ask, question).getString("error");
  }

  private JsonObject reply(String ask, JsonObject question) {
    send(ask, question);
    return reply();
  }

  /** Asks. */
  void send(String ask, JsonObject question) {
    socket.sendText(question.copy().put("id", ++asked).put("ask", ask).encode());
  }

  /** The answer to the last question. */
  JsonObject answer() {
    return reply().getJsonObject("answer");
  }

  private JsonObject reply() {
    return message(message -> Integer.valueOf(asked).equals(message.getInteger("id")));
  }

  /** Sends something else than a question; returns what is answered. */
  JsonObject say(String text) {
    socket.sendText(text);
    return message(message -> message.containsKey("error"));
  }

  /** The next message that fits. */
  JsonObject message(Predicate<JsonObject> fits) {
    for (int i = 0; i < MOST_MESSAGES; i++) {
      JsonObject message = new JsonObject(socket.readText());
      if (fits.test(message)) {
        return message;
      }
    }
    throw new IllegalStateException("it does not come");
  }

  @Override
  public void close() {
    socket.close();
  }
}
