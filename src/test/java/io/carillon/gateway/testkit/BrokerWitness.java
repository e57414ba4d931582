package io.carillon.gateway.testkit;

import io.carillon.gateway.broker.BrokerListener;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** The ear of a broker, which notes all that it hears. Callable from any thread. */
final class BrokerWitness implements BrokerListener, AnyWitness {
  private final NodeAddress node;
  private final Map<String, List<Heard>> heard = new HashMap<>();
  private final List<String> complaints = new ArrayList<>();

  /** Who tells of a stream at this moment: one at a time. */
  private final Map<String, AtomicReference<Thread>> busy = new HashMap<>();

  BrokerWitness(NodeAddress node, List<String> channels) {
    this.node = node;
    channels.forEach(channel -> heard.put(channel, new ArrayList<>()));
    channels.stream()
        .filter(channel -> channel.startsWith("s:"))
        .forEach(channel -> busy.put(channel, new AtomicReference<>()));
  }

  /** Its broker listens from here on. */
  void begin(String channel, StreamPosition position) {
    note(channel, heard(Heard.Kind.BEGAN, position, null));
  }

  @Override
  public void onEvent(ChannelEvent event) {
    String channel = event.channel().name();
    if (!heard.containsKey(channel)) {
      return;
    }
    AtomicReference<Thread> caller = busy.get(channel);
    if (caller == null) {
      take(channel, event);
    } else if (caller.compareAndSet(null, Thread.currentThread())) {
      take(channel, event);
      caller.set(null);
    } else {
      complain("told of " + event + " while it was told of another one");
    }
  }

  private void take(String channel, ChannelEvent event) {
    if (event instanceof Publication publication) {
      onPublication(channel, publication);
    } else if (event instanceof ChannelEvent.Broken broken) {
      onBroken(channel, broken.from());
    } else {
      complain("heard what nobody announced: " + event);
    }
  }

  private void onPublication(String channel, Publication publication) {
    Heard last = last(channel);
    if (last == null) {
      complain("heard " + publication + " before it listened");
      return;
    }
    SentNumber.Payload payload =
        SentNumber.Payload.of(new JsonObject(Buffer.buffer(publication.data().bytes())));
    StreamPosition position = new StreamPosition(last.epoch(), publication.offset());
    note(channel, heard(Heard.Kind.PUBLICATION, position, payload));
  }

  // Whoever stands where the stream goes on has missed nothing.
  private void onBroken(String channel, StreamPosition from) {
    Heard last = last(channel);
    if (last == null || !last.epoch().equals(from.epoch()) || last.offset() != from.offset()) {
      note(channel, heard(Heard.Kind.TOLD, from, null));
    }
  }

  private Heard heard(Heard.Kind kind, StreamPosition position, SentNumber.Payload payload) {
    return new Heard(kind, position.epoch(), position.offset(), payload, node, System.nanoTime());
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

  @Override
  public String toString() {
    return "ear of " + node;
  }
}
