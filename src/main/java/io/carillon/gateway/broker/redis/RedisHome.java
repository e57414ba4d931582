package io.carillon.gateway.broker.redis;

import io.carillon.gateway.broker.BrokerListener;
import io.carillon.gateway.broker.History;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.broker.stream.Gate;
import io.carillon.gateway.broker.stream.Home;
import io.carillon.gateway.broker.stream.Listening;
import io.carillon.gateway.broker.stream.StreamCounts;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where channels are when Redis has them: to listen is to subscribe to the pub/sub channel, and
 * then to say what was heard and be told what was missed. Confined to the loop of the {@link
 * RedisLink}.
 */
final class RedisHome implements Home {
  private static final Logger LOG = LoggerFactory.getLogger(RedisHome.class);

  /** Channels are subscribed to all at once, which is few commands; visits are one each. */
  private static final int MOST_LISTENING = 100_000;

  private static final int MOST_VISITS = 256;

  private final RedisLink link;
  private final Streams streams;
  private final Insistence insistence;
  private final Listening listening;
  private final Gate visits = new Gate(MOST_VISITS);
  private final Map<Channel, Marks> marks = new HashMap<>();
  private long unreadable;

  RedisHome(
      RedisLink link,
      Streams streams,
      Insistence insistence,
      StreamCounts counts,
      BrokerListener listener) {
    this.link = link;
    this.streams = streams;
    this.insistence = insistence;
    this.listening = new Listening(link.vertx(), this, counts, MOST_LISTENING, listener);
  }

  Listening listening() {
    return listening;
  }

  /** Messages that were none of a gateway. */
  long unreadable() {
    return unreadable;
  }

  // What counts as heard is what was heard when Redis is asked, which may be later and again.
  @Override
  public Future<History> visit(
      Channel channel, Retention retention, StreamPosition heard, int limit) {
    return link.subscribe(streams.shard(channel), streams.wireName(channel), new Ears(channel))
        .compose(
            subscribed ->
                retention.keeps()
                    ? visitStream(channel, retention, limit)
                    : Future.succeededFuture(History.NONE));
  }

  private Future<History> visitStream(Channel channel, Retention retention, int limit) {
    Promise<History> visited = Promise.promise();
    visits.enter(
        () ->
            insistence
                .ask(
                    streams.shard(channel),
                    () ->
                        streams.visit(
                            channel, retention, stood(channel), knewBefore(channel), limit))
                .map(found -> note(channel, found))
                .onComplete(visited));
    return visited.future().onComplete(any -> visits.leave());
  }

  @Override
  public Future<Void> leave(Channel channel) {
    link.unsubscribe(streams.wireName(channel));
    marks.remove(channel);
    return Future.succeededFuture();
  }

  private Streams.Stood stood(Channel channel) {
    StreamPosition heard = listening.heard(channel);
    Marks known = marks.get(channel);
    return new Streams.Stood(heard, known == null ? Marks.NONE : known.of(heard));
  }

  private boolean knewBefore(Channel channel) {
    Marks known = marks.get(channel);
    return known != null && !known.isBegunWith(link.runId(streams.shard(channel)));
  }

  private History note(Channel channel, Streams.Found found) {
    StreamPosition heard = listening.heard(channel);
    Marks known = marks.computeIfAbsent(channel, none -> new Marks());
    History history = found.history();
    String epoch = history.top().epoch();
    for (int i = 0; i < history.publications().size(); i++) {
      long offset = history.publications().get(i).offset();
      known.note(epoch, offset, offset, found.marks().get(i), heard);
    }
    if (history.publications().isEmpty() && found.top().mark().length > 0) {
      long offset = history.top().offset();
      known.note(epoch, offset, offset, Marks.number(found.top().mark()), heard);
    }
    if (heard.equals(StreamPosition.NONE)) {
      known.begin(link.runId(streams.shard(channel)));
    }
    if (found.toConfirm() && knewBefore(channel) && !heard.equals(history.top())) {
      listening.check(channel); // once what was missed is heard, that is what it says
    }
    return history;
  }

  private void take(Channel channel, byte[] bytes) {
    Message message;
    try {
      message = Message.read(channel, bytes);
    } catch (IOException malformed) {
      if (unreadable++ == 0) {
        LOG.warn("ignored a message: it is none of a gateway reason={}", malformed.getMessage());
      }
      return;
    }
    if (message.events().isEmpty()) {
      listening.check(channel); // the stream is another one now
      return;
    }
    noteMarks(channel, message);
    listening.take(channel, message.epoch(), message.events());
    Marks known = marks.get(channel);
    if (known != null) {
      known.heard(listening.heard(channel));
    }
  }

  private void noteMarks(Channel channel, Message message) {
    long first = 0;
    long last = 0;
    for (ChannelEvent event : message.events()) {
      if (event instanceof Publication publication && publication.offset() > 0) {
        first = first == 0 ? publication.offset() : first;
        last = publication.offset();
      }
    }
    if (first > 0) {
      marks
          .computeIfAbsent(channel, none -> new Marks())
          .note(message.epoch(), first, last, message.mark(), listening.heard(channel));
    }
  }

  /** Of one channel. */
  private final class Ears implements Hearer {
    private final Channel channel;

    Ears(Channel channel) {
      this.channel = channel;
    }

    @Override
    public void onMessage(byte[] bytes) {
      take(channel, bytes);
    }

    @Override
    public void onAgain() {
      listening.check(channel);
    }
  }
}
