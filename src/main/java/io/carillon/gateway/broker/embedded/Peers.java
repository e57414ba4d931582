package io.carillon.gateway.broker.embedded;

import io.carillon.gateway.broker.stream.EventBytes;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.cluster.Cluster;
import io.carillon.gateway.cluster.NodeBus;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The links to the other nodes and what comes from them. Confined to the loop of {@link
 * Cluster#context}.
 */
final class Peers {
  private static final long CONFIRM_MILLIS = 20;
  private static final int MOST_EVENTS = 100_000;

  private final Cluster cluster;
  private final BooleanSupplier hasRoom;
  private final Receiver receiver;
  private final Runnable onGap;
  private final Map<Long, PeerLink> links = new HashMap<>();
  private final Map<Long, PeerInbox> inboxes = new HashMap<>();
  private final List<PeerLink> dirty = new ArrayList<>();
  private final Set<Long> gone = new HashSet<>();
  private boolean confirming;

  /**
   * @param hasRoom whether this node keeps up; while it does not, nothing is confirmed
   * @param onGap told when messages of another node are missing
   */
  Peers(Cluster cluster, BooleanSupplier hasRoom, Receiver receiver, Runnable onGap) {
    this.cluster = cluster;
    this.hasRoom = hasRoom;
    this.receiver = receiver;
    this.onGap = onGap;
    cluster.bus().receive(NodeBus.Kind.PUBLICATIONS, this::onMessage);
  }

  /**
   * Sends events to those of the listeners that are other nodes and not known to be gone. A node
   * that has just come may listen before this one sees it.
   */
  void send(Channel channel, String epoch, List<ChannelEvent> events, long[] listeners) {
    long self = cluster.membership().self();
    byte[] record = null;
    for (long listener : listeners) {
      if (listener != self && !isGone(listener)) {
        record = record == null ? encode(channel, epoch, events) : record;
        offer(listener, record, events.size());
      }
    }
  }

  // The word that a node is gone may come late, and that it is back even later.
  private boolean isGone(long node) {
    return gone.contains(node) && !cluster.membership().isAlive(node);
  }

  private void offer(long node, byte[] record, int count) {
    PeerLink link = link(node);
    if (link.offer(record, count)) {
      dirty.add(link);
      if (dirty.size() == 1) {
        // Behind what is queued on the loop, so that all of it shares the message.
        cluster.context().runOnContext(none -> flush());
      }
    }
  }

  private void flush() {
    dirty.forEach(PeerLink::flush);
    dirty.clear();
  }

  /** Whether a node that is alive is far behind. */
  boolean isCongested() {
    for (PeerLink link : links.values()) {
      if (link.isCongested()) {
        return true;
      }
    }
    return false;
  }

  /** Asks for word of what was sent and not confirmed; to be called once a second. */
  void probe() {
    for (PeerLink link : links.values()) {
      if (link.isUnconfirmed()) {
        link.sendNumbers(true);
      }
    }
  }

  /** A node is gone. Should it come back, the numbers of what it sent go on. */
  void forget(long node) {
    gone.add(node);
    links.remove(node);
  }

  /** A node is there, for the first time or again. */
  void welcome(long node) {
    gone.remove(node);
  }

  /** Publications that should have come and did not. */
  long lost() {
    return inboxes.values().stream().mapToLong(PeerInbox::lost).sum();
  }

  /**
   * Bytes that other nodes have not confirmed: for all of them, and for the one furthest behind.
   */
  ClusterBroker.Waiting waiting() {
    long all = 0;
    long most = 0;
    for (PeerLink link : links.values()) {
      all += link.unconfirmedBytes();
      most = Math.max(most, link.unconfirmedBytes());
    }
    return new ClusterBroker.Waiting(all, most);
  }

  private PeerLink link(long node) {
    return links.computeIfAbsent(node, id -> new PeerLink(cluster.bus(), id, inbox(id)));
  }

  private PeerInbox inbox(long node) {
    return inboxes.computeIfAbsent(node, id -> new PeerInbox(hasRoom));
  }

  private void onMessage(long sender, Buffer message, int from, Consumer<Buffer> answer) {
    if (!cluster.membership().isAlive(sender)) {
      receiveFromOutside(sender, message, PeerLink.records(message, from));
      return;
    }
    link(sender).confirm(message.getLong(from + 24), message.getLong(from + 32));
    PeerInbox inbox = inbox(sender);
    PeerInbox.Arrival arrival = inbox.arrive(message, from);
    if (arrival == PeerInbox.Arrival.AFTER_A_GAP) {
      onGap.run();
    }
    if (arrival != PeerInbox.Arrival.LATE) {
      inbox.took(receiveAll(message, PeerLink.records(message, from), event -> true));
    }
    if (inbox.isToConfirm() && !confirming) {
      confirming = true;
      cluster.vertx().setTimer(CONFIRM_MILLIS, timer -> confirm());
    }
  }

  private void confirm() {
    if (!hasRoom.getAsBoolean()) {
      cluster.vertx().setTimer(CONFIRM_MILLIS, timer -> confirm());
      return;
    }
    confirming = false;
    inboxes.forEach(
        (node, inbox) -> {
          if (inbox.isToConfirm()) {
            link(node).sendNumbers(false);
          }
        });
  }

  // Of a node that was taken for dead, or that merges later than this one. Places in streams are
  // not
  // its to give any more, and are read from there; what has none is as good as ever.
  private void receiveFromOutside(long sender, Buffer message, int from) {
    if (inboxes.containsKey(sender)) {
      receiveAll(message, from, event -> event instanceof Publication one && one.offset() == 0);
    }
  }

  // Returns how many events there were, those not wanted among them.
  private int receiveAll(Buffer message, int from, Predicate<ChannelEvent> wanted) {
    byte[] records = message.getBytes(from, message.length());
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(records));
    int count = 0;
    try {
      while (in.available() > 0) {
        count += receiveOne(in, wanted);
      }
      return count;
    } catch (IOException malformed) {
      onGap.run(); // the rest of it is lost
      throw new UncheckedIOException(malformed);
    } catch (RuntimeException malformed) {
      onGap.run();
      throw malformed;
    }
  }

  private int receiveOne(DataInputStream in, Predicate<ChannelEvent> wanted) throws IOException {
    Channel channel = new Channel(EventBytes.readText(in));
    String epoch = EventBytes.readText(in);
    int count = in.readInt();
    if (count < 0 || count > MOST_EVENTS) {
      throw new IOException(count + " events");
    }
    List<ChannelEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ChannelEvent event = EventBytes.read(channel, in);
      if (wanted.test(event)) {
        events.add(event);
      }
    }
    receiver.take(channel, epoch, events);
    return count;
  }

  private static byte[] encode(Channel channel, String epoch, List<ChannelEvent> events) {
    int expected = 64;
    for (ChannelEvent event : events) {
      expected += 64 + (event instanceof Publication one ? one.data().size() : 0);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(expected);
    try {
      DataOutputStream out = new DataOutputStream(bytes);
      EventBytes.writeText(channel.name(), out);
      EventBytes.writeText(epoch, out);
      out.writeInt(events.size());
      for (ChannelEvent event : events) {
        EventBytes.write(event, out);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /** Takes what other nodes send. */
  @FunctionalInterface
  interface Receiver {
    /** Events of one channel, in the order in which the node sent them. */
    void take(Channel channel, String epoch, List<ChannelEvent> events);
  }
}
