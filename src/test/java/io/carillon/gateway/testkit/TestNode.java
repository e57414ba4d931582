package io.carillon.gateway.testkit;

import io.carillon.gateway.config.ConfigLoader;
import io.carillon.gateway.node.GatewayNode;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A node of two loops on free loopback ports, and a backend that talks to it. */
public final class TestNode implements AutoCloseable {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Less than JUnit gives a test, so that it is told what was waited for. */
  private static final int DEADLINE_SECONDS = 50;

  private final GatewayNode node;

  private TestNode(GatewayNode node) {
    this.node = node;
  }

  /** Starts a node with these settings on top of the defaults, each {@code key=value}. */
  public static TestNode start(String... settings) {
    return start(DEADLINE_SECONDS, settings);
  }

  /** The same with another deadline: for one of many that come up at once. */
  static TestNode start(int deadlineSeconds, String... settings) {
    // Those who talk to one client while another waits answer no pings meanwhile.
    List<String> all = new ArrayList<>(List.of("sessions.pingInterval=5m"));
    all.addAll(List.of(settings));
    return start(Optional.empty(), deadlineSeconds, all.toArray(String[]::new));
  }

  /** Starts a node with a file, and these settings on top of it. */
  public static TestNode start(Path file, String... settings) {
    return start(Optional.of(file), DEADLINE_SECONDS, settings);
  }

  private static TestNode start(Optional<Path> file, int deadlineSeconds, String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "node.name=test",
                "node.eventLoops=2",
                "listeners.public.host=127.0.0.1",
                "listeners.public.port=0",
                "listeners.admin.port=0"));
    all.addAll(List.of(settings));
    try {
      return new TestNode(
          GatewayNode.start(ConfigLoader.load(file, all, Map.of()))
              .await(deadlineSeconds, TimeUnit.SECONDS));
    } catch (java.util.concurrent.TimeoutException late) {
      throw new IllegalStateException("no node after " + deadlineSeconds + " s", late);
    }
  }

  /** A node that somebody else started. */
  public static TestNode of(GatewayNode node) {
    return new TestNode(node);
  }

  public int port() {
    return node.publicPort();
  }

  /** Where it speaks TLS; 0 when it does not. */
  public int tlsPort() {
    return node.publicTlsPort();
  }

  public int adminPort() {
    return node.adminPort();
  }

  /** Calls a method of the API and returns the whole answer. */
  public JsonObject call(String method, JsonObject request) {
    return new JsonObject(post("/api/" + method, request.encode()).body());
  }

  /** Calls a method of the API and returns its result; fails when it is refused. */
  public JsonObject api(String method, JsonObject request) {
    JsonObject answer = call(method, request);
    if (answer.getJsonObject("error") != null) {
      throw new IllegalStateException(method + " was refused: " + answer.encode());
    }
    return answer.getJsonObject("result");
  }

  /** Publishes; returns where. */
  public JsonObject publish(String channel, Object data) {
    return api("publish", new JsonObject().put("channel", channel).put("data", data));
  }

  /**
   * Asks the admin listener for something else than a method of the API.
   *
   * @param body JSON; null for none
   * @param headers name, value, …
   */
  public HttpResponse<String> admin(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort() + path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (body != null) {
      request.setHeader("Content-Type", "application/json");
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return send(request.build());
  }

  /** Posts JSON to the admin listener, with these headers (name, value, …) on top. */
  public HttpResponse<String> post(String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort() + path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .setHeader("Content-Type", "application/json");
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return send(request.build());
  }

  /** Gets from the public listener. */
  public HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build());
  }

  private static HttpResponse<String> send(HttpRequest request) {
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException broken) {
      throw new java.io.UncheckedIOException(broken);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** Waits until so many clients are connected. */
  public void awaitClients(int count) {
    Await.until(() -> clients() == count, () -> "clients: " + clients());
  }

  /** Waits until so many clients are connected to the node of this name. */
  public void awaitClientsHere(String name, int count) {
    Await.until(() -> clients(name) == count, () -> name + " has " + clients(name));
  }

  private int clients(String name) {
    return api("info", new JsonObject()).getJsonArray("nodes").stream()
        .map(one -> (JsonObject) one)
        .filter(one -> one.getString("name").equals(name))
        .mapToInt(one -> one.getInteger("num_clients"))
        .sum();
  }

  /** Waits until so many subscriptions to a channel are there. */
  public void awaitSubscribers(String channel, int count) {
    Await.until(
        () -> subscribers(channel) == count, () -> channel + " has " + subscribers(channel));
  }

  /** Clients connected now. */
  public int clients() {
    return api("info", new JsonObject())
        .getJsonArray("nodes")
        .getJsonObject(0)
        .getInteger("num_clients");
  }

  /** Subscriptions to a channel now. */
  public int subscribers(String channel) {
    return channels().getJsonObject(channel, new JsonObject()).getInteger("num_clients", 0);
  }

  /** All channels with a subscriber. */
  public JsonObject channels() {
    return api("channels", new JsonObject()).getJsonObject("channels");
  }

  public GatewayNode node() {
    return node;
  }

  @Override
  public void close() {
    try {
      node.close().await(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException late) {
      throw new IllegalStateException(late);
    }
  }
}
