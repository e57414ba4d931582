package io.carillon.gateway.broker.redis;

import io.carillon.gateway.broker.PublishOptions;
import io.carillon.gateway.broker.stream.Lanes;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings batches to Redis, which appends and publishes each in one step. A batch whose answer is
 * lost goes again under the same number, and is taken once. Confined to the loop of the {@link
 * RedisLink}.
 */
final class RedisCarrier implements Lanes.Carrier {
  /** Channels whose last acknowledged position is remembered. */
  private static final int MOST_REMEMBERED = 50_000;

  private static final int FIELDS_OF_A_REPEAT = 3;

  private final RedisLink link;
  private final Streams streams;
  private final Insistence insistence;
  private final SecureRandom random = new SecureRandom();
  private final String node = HexFormat.of().toHexDigits(random.nextLong());
  private final Map<Channel, Streams.Stood> acknowledged =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Channel, Streams.Stood> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };
  private long lastNumber;
  private long mark = random.nextLong();

  RedisCarrier(RedisLink link, Streams streams, Insistence insistence) {
    this.link = link;
    this.streams = streams;
    this.insistence = insistence;
  }

  @Override
  public Future<List<StreamPosition>> carry(Channel channel, List<Lanes.Item> batch) {
    return batch.stream().anyMatch(Lanes.Item::needsPlace)
        ? append(channel, batch)
        : pass(channel, batch);
  }

  // Nothing is kept of it, so nobody could tell whether it was sent already.
  private Future<List<StreamPosition>> pass(Channel channel, List<Lanes.Item> batch) {
    long now = System.currentTimeMillis();
    List<ChannelEvent> events = batch.stream().map(item -> item.event(channel, 0, now)).toList();
    byte[] message = Message.write(events);
    return insistence
        .askOnce(
            streams.shard(channel),
            () -> link.publish(streams.shard(channel), streams.wireName(channel), message))
        .map(sent -> Collections.nCopies(batch.size(), StreamPosition.NONE));
  }

  private Future<List<StreamPosition>> append(Channel channel, List<Lanes.Item> batch) {
    List<Object> items = new ArrayList<>(4 * batch.size());
    for (Lanes.Item item : batch) {
      write(channel, item, items);
    }
    long number = ++lastNumber;
    long ownMark = ++mark;
    return insistence
        .ask(
            streams.shard(channel),
            () -> {
              Streams.Stood last = acknowledged.getOrDefault(channel, Streams.Stood.NOWHERE);
              return streams.append(channel, node, number, ownMark, last, items);
            })
        .map(answer -> positions(channel, batch, answer.split(" "), ownMark));
  }

  private static void write(Channel channel, Lanes.Item item, List<Object> items) {
    ChannelEvent event = item.event(channel, 0, 0);
    if (event instanceof Publication publication) {
      PublishOptions options = item.draft().options();
      items.add(options.retention().size());
      items.add(options.retention().ttl().toMillis());
      items.add(options.idempotencyKey() == null ? "" : options.idempotencyKey());
      items.add(Message.body(publication));
    } else {
      items.add(-1);
      items.add(0);
      items.add("");
      items.add(Message.bytes(event));
    }
  }

  // Epoch, first offset, and what had been there before: index, offset, epoch.
  private List<StreamPosition> positions(
      Channel channel, List<Lanes.Item> batch, String[] words, long ownMark) {
    StreamPosition[] positions = new StreamPosition[batch.size()];
    for (int i = 2; i + FIELDS_OF_A_REPEAT <= words.length; i += FIELDS_OF_A_REPEAT) {
      positions[Integer.parseInt(words[i])] =
          words[i + 2].equals("-")
              ? StreamPosition.NONE
              : new StreamPosition(words[i + 2], Long.parseLong(words[i + 1]));
    }
    long next = Long.parseLong(words[1]);
    for (int i = 0; i < positions.length; i++) {
      if (positions[i] == null) {
        boolean kept = batch.get(i).isKept();
        positions[i] = kept ? new StreamPosition(words[0], next++) : StreamPosition.NONE;
      }
    }
    if (next > Long.parseLong(words[1])) {
      StreamPosition last = new StreamPosition(words[0], next - 1);
      acknowledged.put(channel, new Streams.Stood(last, Marks.bytes(ownMark)));
    }
    return List.of(positions);
  }
}
