package io.carillon.gateway.broker.stream;

import io.carillon.gateway.broker.BrokerListener;
import io.carillon.gateway.broker.History;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Puts what this node hears of one channel in order: passes each offset once, keeps what came too
 * early, and knows what is missing. Confined to one loop.
 */
final class Ear {
  /** What came too early, at most; beyond it is read from the stream anyway. */
  private static final int MOST_EARLY = 1_000;

  private final Channel channel;
  private final BrokerListener listener;
  private final StreamCounts counts;

  /** All up to here was passed on; null before the stream is known. */
  private StreamPosition at;

  private TreeMap<Long, Publication> early;

  /** Of an epoch that is not known yet: a new one, or a late one. */
  private List<Foreign> foreign;

  /** The epoch before this one, of which late publications may still come. */
  private String ended;

  private boolean askedAgain;
  private long incompleteSince;

  Ear(Channel channel, BrokerListener listener, StreamCounts counts) {
    this.channel = channel;
    this.listener = listener;
    this.counts = counts;
  }

  /** How far it has heard; {@link StreamPosition#NONE} when it does not know the stream yet. */
  StreamPosition heard() {
    return at == null ? StreamPosition.NONE : at;
  }

  /** Takes what came over the bus, or from this node. */
  void take(String epoch, List<ChannelEvent> events) {
    for (ChannelEvent event : events) {
      if (event instanceof Publication publication && publication.offset() > 0) {
        take(epoch, publication);
      } else {
        listener.onEvent(event);
      }
    }
  }

  private void take(String epoch, Publication publication) {
    if (at == null || !epoch.equals(at.epoch())) {
      keepForeign(epoch, publication);
    } else if (publication.offset() == at.offset() + 1) {
      pass(publication);
      passEarly();
    } else if (publication.offset() > at.offset()) {
      keepEarly(publication);
    }
  }

  /** Whether something came without what stands before it, and how long ago that began. */
  boolean isIncompleteFor(long nanos) {
    return incompleteSince != 0 && System.nanoTime() - incompleteSince >= nanos;
  }

  boolean isIncomplete() {
    return incompleteSince != 0;
  }

  /**
   * Takes what the owner says of the stream.
   *
   * @param read what comes after {@link #heard} as it was when the owner was asked
   * @return publications that had not come by themselves
   */
  int learn(History read) {
    int repaired = 0;
    if (at == null) {
      at = read.top();
    } else if (!read.top().epoch().equals(at.epoch())) {
      breakAt(read.top());
      early = null;
    } else {
      for (Publication publication : read.publications()) {
        repaired += catchUp(publication);
      }
      if (read.publications().isEmpty() && read.top().offset() > at.offset()) {
        breakAt(read.top()); // it is kept no more
      }
    }
    settle();
    return repaired;
  }

  /** Forgets where the stream stood: this node does not listen for a while. */
  void forget() {
    at = null;
    early = null;
    foreign = null;
    incompleteSince = 0;
  }

  private int catchUp(Publication publication) {
    if (publication.offset() <= at.offset()) {
      return 0;
    }
    if (publication.offset() > at.offset() + 1) {
      breakAt(new StreamPosition(at.epoch(), publication.offset() - 1));
    }
    pass(publication);
    return 1;
  }

  private void breakAt(StreamPosition from) {
    ended = from.epoch().equals(at.epoch()) ? ended : at.epoch();
    at = from;
    counts.broke();
    listener.onEvent(new ChannelEvent.Broken(channel, from));
  }

  private void pass(Publication publication) {
    at = new StreamPosition(at.epoch(), publication.offset());
    listener.onEvent(publication);
  }

  private void settle() {
    incompleteSince = 0;
    passEarly();
    List<Foreign> stranded = foreign;
    foreign = null;
    if (stranded == null) {
      return;
    }
    for (Foreign one : stranded) {
      if (one.epoch().equals(at.epoch()) || isNewer(one)) {
        take(one.epoch(), one.publication());
      }
    }
    askedAgain = foreign != null;
  }

  // Of an epoch that began while the owner was asked, perhaps: it is asked once more.
  private boolean isNewer(Foreign one) {
    return !askedAgain && !one.epoch().equals(ended);
  }

  private void passEarly() {
    while (early != null && !early.isEmpty() && early.firstKey() <= at.offset() + 1) {
      Publication next = early.pollFirstEntry().getValue();
      if (next.offset() > at.offset()) {
        pass(next);
      }
    }
    if (early != null && early.isEmpty()) {
      early = null;
    }
    if (early == null && foreign == null) {
      incompleteSince = 0;
    }
  }

  private void keepEarly(Publication publication) {
    if (early == null) {
      early = new TreeMap<>();
    }
    if (early.size() < MOST_EARLY) {
      early.put(publication.offset(), publication);
    }
    noteIncomplete();
  }

  private void keepForeign(String epoch, Publication publication) {
    if (foreign == null) {
      foreign = new ArrayList<>();
    }
    if (foreign.size() < MOST_EARLY) {
      foreign.add(new Foreign(epoch, publication));
    }
    noteIncomplete();
  }

  private void noteIncomplete() {
    if (incompleteSince == 0) {
      incompleteSince = System.nanoTime();
    }
  }

  private record Foreign(String epoch, Publication publication) {}
}
