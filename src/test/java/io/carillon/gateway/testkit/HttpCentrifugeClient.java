package io.carillon.gateway.testkit;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * Speaks the Centrifuge protocol in JSON where WebSockets do not get through: what the server says
 * is an endless answer, each command is posted, to one node after the other. Blocks; for one
 * thread.
 */
public final class HttpCentrifugeClient implements AutoCloseable {
  public static final String CONNECT = "{\"id\":1,\"connect\":{}}";

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final List<TestNode> posted;
  private final HttpResponse<InputStream> response;
  private final BufferedReader lines;
  private final boolean events;
  private final Queue<JsonObject> pushes = new ArrayDeque<>();
  private JsonObject connected;
  private int turn;
  private int lastId = 1;
  private boolean answersPings = true;

  /** How the server's part comes. */
  public enum Transport {
    SSE,
    HTTP_STREAM
  }

  private HttpCentrifugeClient(
      HttpResponse<InputStream> response, boolean events, List<TestNode> posted) {
    this.response = response;
    this.events = events;
    this.posted = posted;
    this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  /** Connects to the first of these nodes; the commands go to one after the other. */
  public static HttpCentrifugeClient connect(Transport transport, TestNode... nodes) {
    HttpCentrifugeClient client = open(transport, CONNECT, nodes);
    client.connected = client.receive(1).getJsonObject("connect");
    return client;
  }

  /** Sends these commands first, and waits for the head of the answer. */
  public static HttpCentrifugeClient open(Transport transport, String commands, TestNode... nodes) {
    boolean events = transport == Transport.SSE;
    HttpResponse<InputStream> response =
        send(
            events
                ? request(nodes[0], "/connection/sse?cf_connect=" + encoded(commands)).build()
                : request(nodes[0], "/connection/http_stream")
                    .POST(HttpRequest.BodyPublishers.ofString(commands))
                    .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    return new HttpCentrifugeClient(response, events, List.of(nodes));
  }

  /** For a query. */
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Posts something to a node; returns the status. */
  public static int post(TestNode node, String path, String body) {
    return send(
            request(node, path).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static HttpRequest.Builder request(TestNode node, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + path))
        .setHeader("Content-Type", "application/json");
  }

  private static <T> HttpResponse<T> send(
      HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return HTTP.send(request, handler);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** What the server answered to connect. */
  public JsonObject connected() {
    return connected;
  }

  public HttpResponse<InputStream> response() {
    return response;
  }

  /** Answers no ping from now on. */
  public void playDead() {
    answersPings = false;
  }

  /** The body of a post that brings these commands to the session. */
  public JsonObject emulation(String commands) {
    return new JsonObject()
        .put("session", connected.getString("session"))
        .put("node", connected.getString("node"))
        .put("data", commands);
  }

  /** Posts commands to the node whose turn it is; returns the status. */
  public int post(String commands) {
    TestNode node = posted.get(turn++ % posted.size());
    return post(node, "/emulation", emulation(commands).encode());
  }

  /** Posts a command without waiting for what it does; fails when it is not taken. */
  public void tell(String method, JsonObject request) {
    int status = post(new JsonObject().put("id", ++lastId).put(method, request).encode());
    if (status != 204) {
      throw new IllegalStateException(method + " was answered " + status);
    }
  }

  /** Sends a command and returns its result; fails when it is refused. */
  public JsonObject ask(String method, JsonObject request) {
    tell(method, request);
    JsonObject reply = receive(lastId);
    if (reply.containsKey("error")) {
      throw new IllegalStateException(method + " was refused: " + reply.encode());
    }
    return reply.getJsonObject(method);
  }

  /** Subscribes without recovery. */
  public JsonObject subscribe(String channel) {
    return ask("subscribe", new JsonObject().put("channel", channel));
  }

  /** The next push of this kind ({@code pub}, {@code disconnect}, …), whatever the others are. */
  public JsonObject push(String kind) {
    while (true) {
      while (pushes.isEmpty()) {
        take(next());
      }
      JsonObject push = pushes.poll();
      if (push.containsKey(kind)) {
        return push.getJsonObject(kind);
      }
    }
  }

  /** Reads until the answer has ended; what comes before counts for nothing. */
  public void awaitEnd() {
    while (next() != null) {
      // until nothing comes
    }
  }

  /** Returns the reply with this id; the pushes before it are kept. */
  public JsonObject receive(int id) {
    while (true) {
      JsonObject reply = next();
      if (reply != null && reply.getInteger("id", 0) == id) {
        return reply;
      }
      take(reply);
    }
  }

  private void take(JsonObject reply) {
    if (reply == null) {
      throw new IllegalStateException("the answer has ended");
    } else if (reply.containsKey("push")) {
      pushes.add(reply.getJsonObject("push"));
    } else if (reply.isEmpty() && answersPings) {
      post("{}");
    }
  }

  // Null at the end.
  private JsonObject next() {
    try {
      String line = lines.readLine();
      while (line != null && line.isEmpty()) {
        line = lines.readLine();
      }
      return line == null
          ? null
          : new JsonObject(events ? line.substring("data: ".length()) : line);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Override
  public void close() {
    try {
      response.body().close();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
