package io.carillon.gateway.testkit;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that never gives up: it subscribes, comes back to its place on any node when it is cut
 * off or sent away, and notes all that it hears, in order. Runs on a thread of its own until it is
 * closed; everything may be asked from any thread.
 */
public final class Witness implements AnyWitness, AutoCloseable {
  private static final Duration HANDSHAKE = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int FIRST_CODE_TO_STAY_AWAY = 3500;
  private static final int FIRST_CODE_TO_RESUBSCRIBE = 2500;

  private final String name;
  private final List<NodeAddress> nodes;
  private final Duration silence;
  private final Map<String, List<Heard>> heard = new HashMap<>();
  private final List<String> complaints = new ArrayList<>();
  private final Thread thread;
  private volatile boolean closed;
  private volatile RawWebSocket socket;
  private volatile NodeAddress connected;

  // Only its own thread looks at these.
  private final Map<Integer, String> asked = new HashMap<>();
  private int lastId;
  private int next;

  private Witness(String name, List<NodeAddress> nodes, List<String> channels, Duration silence) {
    this.name = name;
    this.nodes = List.copyOf(nodes);
    this.silence = silence;
    channels.forEach(channel -> heard.put(channel, new ArrayList<>()));
    this.thread = new Thread(this::run, "witness " + name);
  }

  /**
   * Begins to listen.
   *
   * @param nodes to go to, one after the other as each is lost; from the first again after the last
   * @param silence after which a node counts as lost
   */
  public static Witness start(
      String name, List<NodeAddress> nodes, List<String> channels, Duration silence) {
    Witness witness = new Witness(name, nodes, channels, silence);
    witness.thread.setDaemon(true);
    witness.thread.start();
    return witness;
  }

  public String name() {
    return name;
  }

  /** Where it is; null while it is nowhere. */
  public NodeAddress connected() {
    return connected;
  }

  /** Waits until all its channels have been subscribed to. */
  public void awaitSubscribed() {
    Await.until(
        () -> !channels().stream().map(this::heard).anyMatch(List::isEmpty),
        () -> this + " is not subscribed to all of " + channels());
  }

  List<String> channels() {
    return heard.keySet().stream().sorted().toList();
  }

  @Override
  public List<Heard> heard(String channel) {
    synchronized (heard) {
      return List.copyOf(heard.get(channel));
    }
  }

  @Override
  public Heard last(String channel) {
    synchronized (heard) {
      List<Heard> all = heard.get(channel);
      return all.isEmpty() ? null : all.get(all.size() - 1);
    }
  }

  @Override
  public List<String> complaints() {
    synchronized (complaints) {
      return List.copyOf(complaints);
    }
  }

  private void run() {
    while (!closed) {
      NodeAddress node = nodes.get(next++ % nodes.size());
      try (RawWebSocket open =
          RawWebSocket.open(node.host(), node.publicPort(), CentrifugeClient.PATH, HANDSHAKE)) {
        socket = open;
        converse(open, node);
      } catch (UncheckedIOException | IllegalStateException lost) {
        // the next one, then
      } finally {
        connected = null;
      }
      LockSupport.parkNanos(closed ? 0 : PAUSE.toNanos());
    }
  }

  private void converse(RawWebSocket open, NodeAddress node) {
    asked.clear();
    open.sendText(new JsonObject().put("id", ++lastId).put("connect", new JsonObject()).encode());
    open.patience(silence);
    boolean welcome = false;
    while (!closed) {
      Frame frame = open.read();
      if (frame.opcode() == Frame.CLOSE) {
        sentAway(frame, node);
        return;
      }
      for (String line : frame.text().split("\n")) {
        JsonObject reply = new JsonObject(line);
        if (reply.isEmpty()) {
          open.sendText("{}");
        } else if (reply.containsKey("push")) {
          onPush(open, node, reply.getJsonObject("push"));
        } else if (!welcome && reply.containsKey("connect")) {
          welcome = true;
          connected = node;
          channels().forEach(channel -> subscribe(open, channel));
        } else {
          onReply(open, node, reply);
        }
      }
    }
  }

  private void sentAway(Frame close, NodeAddress node) {
    if (close.closeCode() >= FIRST_CODE_TO_STAY_AWAY) {
      complain("sent away for good by " + node + ": " + close);
    }
  }

  private void subscribe(RawWebSocket open, String channel) {
    Heard last = last(channel);
    JsonObject request = new JsonObject().put("channel", channel);
    if (last != null && !last.epoch().isEmpty()) {
      request.put("recover", true).put("epoch", last.epoch()).put("offset", last.offset());
    }
    asked.put(++lastId, channel);
    open.sendText(new JsonObject().put("id", lastId).put("subscribe", request).encode());
  }

  private void onReply(RawWebSocket open, NodeAddress node, JsonObject reply) {
    String channel = asked.remove(reply.getInteger("id"));
    if (channel == null) {
      complain(node + " answered what nobody asked: " + reply.encode());
    } else if (reply.containsKey("error")) {
      if (!reply.getJsonObject("error").getBoolean("temporary", false)) {
        complain(node + " refused " + channel + ": " + reply.encode());
      }
      // As clients do, it stays and asks again.
      LockSupport.parkNanos(PAUSE.toNanos());
      subscribe(open, channel);
    } else {
      onSubscribed(node, channel, reply.getJsonObject("subscribe"));
    }
  }

  private void onSubscribed(NodeAddress node, String channel, JsonObject result) {
    Heard last = last(channel);
    String epoch = result.getString("epoch", "");
    long offset = result.getLong("offset", 0L);
    if (last == null) {
      note(channel, new Heard(Heard.Kind.BEGAN, epoch, offset, null, node, System.nanoTime()));
    } else if (epoch.isEmpty()) {
      note(channel, new Heard(Heard.Kind.TOLD, epoch, offset, null, node, System.nanoTime()));
    } else if (result.getBoolean("recovered", false)) {
      // Its own place, from which the publications that follow are counted.
      note(
          channel,
          new Heard(Heard.Kind.RECOVERED, epoch, last.offset(), null, node, System.nanoTime()));
      result
          .getJsonArray("publications", new JsonArray())
          .forEach(one -> onPublication(node, channel, epoch, (JsonObject) one));
      if (last(channel).offset() != offset) {
        complain(node + " recovered " + channel + " up to " + last(channel) + ", wanted " + offset);
      }
    } else {
      note(channel, new Heard(Heard.Kind.TOLD, epoch, offset, null, node, System.nanoTime()));
    }
  }

  private void onPush(RawWebSocket open, NodeAddress node, JsonObject push) {
    String channel = push.getString("channel");
    if (!heard.containsKey(channel)) {
      return;
    }
    if (push.containsKey("pub")) {
      if (last(channel) == null) {
        complain(node + " pushed to " + channel + " before it was subscribed");
      } else {
        onPublication(node, channel, last(channel).epoch(), push.getJsonObject("pub"));
      }
    } else if (push.containsKey("unsubscribe")) {
      if (push.getJsonObject("unsubscribe").getInteger("code") < FIRST_CODE_TO_RESUBSCRIBE) {
        complain(node + " unsubscribed " + channel + " for good: " + push.encode());
      }
      subscribe(open, channel);
    }
  }

  private void onPublication(NodeAddress node, String channel, String epoch, JsonObject pub) {
    SentNumber.Payload payload = SentNumber.Payload.of(pub.getJsonObject("data"));
    note(
        channel,
        new Heard(
            Heard.Kind.PUBLICATION,
            epoch,
            pub.getLong("offset", 0L),
            payload,
            node,
            System.nanoTime()));
  }

  private void note(String channel, Heard one) {
    synchronized (heard) {
      heard.get(channel).add(one);
    }
  }

  private void complain(String complaint) {
    synchronized (complaints) {
      complaints.add(this + ": " + complaint);
    }
  }

  @Override
  public String toString() {
    return "witness " + name;
  }

  /** Loses its connection now. */
  public void cutOff() {
    RawWebSocket open = socket;
    if (open != null) {
      open.close();
    }
  }

  /** Goes away. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    cutOff();
    try {
      thread.join(HANDSHAKE.multipliedBy(3).toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
