package io.carillon.gateway.testkit;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/** Speaks the Centrifuge protocol in JSON, one command at a time. Blocks; for one thread. */
public final class CentrifugeClient implements AutoCloseable {
  public static final String PATH = "/connection/websocket";

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final RawWebSocket socket;
  private final Queue<JsonObject> pushes = new ArrayDeque<>();
  private int lastId;
  private JsonObject connected;

  private CentrifugeClient(RawWebSocket socket) {
    this.socket = socket;
  }

  /** Shakes hands and says nothing. */
  public static CentrifugeClient open(TestNode node) {
    return new CentrifugeClient(RawWebSocket.open(node.port(), PATH));
  }

  /** Shakes hands and connects. */
  public static CentrifugeClient connect(TestNode node) {
    CentrifugeClient client = open(node);
    client.connected = client.ask("connect", new JsonObject());
    return client;
  }

  /** Shakes hands and connects with a token. */
  public static CentrifugeClient connect(TestNode node, String token) {
    CentrifugeClient client = open(node);
    client.connected = client.ask("connect", new JsonObject().put("token", token));
    return client;
  }

  /** The same with a node in another process. */
  public static CentrifugeClient connect(NodeAddress node) {
    CentrifugeClient client =
        new CentrifugeClient(RawWebSocket.open(node.host(), node.publicPort(), PATH, PATIENCE));
    client.connected = client.ask("connect", new JsonObject());
    return client;
  }

  /** The id that the server gave it. */
  public String id() {
    return connected.getString("client");
  }

  /** What the server answered to connect. */
  public JsonObject connected() {
    return connected;
  }

  public RawWebSocket socket() {
    return socket;
  }

  /** Sends a command and returns its result; fails when it is refused. */
  public JsonObject ask(String method, JsonObject request) {
    JsonObject reply = command(method, request);
    if (reply.containsKey("error")) {
      throw new IllegalStateException(method + " was refused: " + reply.encode());
    }
    return reply.getJsonObject(method);
  }

  /** Sends a command that is to be refused, and returns the number of the error. */
  public int refused(String method, JsonObject request) {
    return command(method, request).getJsonObject("error").getInteger("code");
  }

  /** Subscribes without recovery. */
  public JsonObject subscribe(String channel) {
    return ask("subscribe", new JsonObject().put("channel", channel));
  }

  /** Subscribes and asks for what came after a position. */
  public JsonObject recover(String channel, String epoch, long offset) {
    return ask(
        "subscribe",
        new JsonObject()
            .put("channel", channel)
            .put("recover", true)
            .put("epoch", epoch)
            .put("offset", offset));
  }

  /** The next push of this kind ({@code pub}, {@code join}, …), whatever the others are. */
  public JsonObject push(String kind) {
    JsonObject push = push();
    while (!push.containsKey(kind)) {
      push = push();
    }
    return push.getJsonObject(kind);
  }

  /** The next push. */
  public JsonObject push() {
    while (pushes.isEmpty()) {
      receive(-1);
    }
    return pushes.poll();
  }

  /** Pushes that have arrived before the answer to a command that is sent now. */
  public int pushesUntilNow() {
    ask("ping", new JsonObject());
    return pushes.size();
  }

  private JsonObject command(String method, JsonObject request) {
    int id = ++lastId;
    socket.sendText(new JsonObject().put("id", id).put(method, request).encode());
    return receive(id);
  }

  // Returns the reply with this id; with a negative one, after any push.
  private JsonObject receive(int id) {
    while (true) {
      Frame frame = socket.read();
      if (frame.opcode() != Frame.TEXT) {
        throw new IllegalStateException("wanted a reply, got " + frame);
      }
      for (String line : frame.text().split("\n")) {
        JsonObject reply = new JsonObject(line);
        if (reply.containsKey("push")) {
          pushes.add(reply.getJsonObject("push"));
        } else if (reply.isEmpty()) {
          socket.sendText("{}");
        } else if (reply.getInteger("id") == id) {
          return reply;
        }
      }
      if (id < 0 && !pushes.isEmpty()) {
        return null;
      }
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
