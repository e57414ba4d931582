package io.carillon.gateway.broker.redis;

import io.carillon.gateway.broker.History;
import io.carillon.gateway.broker.HistoryQuery;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.broker.stream.Epochs;
import io.carillon.gateway.broker.stream.EventBytes;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The streams as Redis has them, by the scripts that change and read them. Each call is one try.
 * Confined to the loop of the {@link RedisLink}.
 */
final class Streams {
  /**
   * For how long a process that did not have a stream before puts off appends to it: by then every
   * node has connected, with pauses of a second at most, and has said what it heard.
   */
  static final long SETTLING_MILLIS = Line.LONGEST_PAUSE_MILLIS + 2_000;

  /** How long a stream lives on after the last visit of somebody who listens. */
  private static final long LEASE_MILLIS = 120_000;

  private static final int BEFORE_PUBLICATIONS = 4;

  private static final RedisScript APPEND = script("append.lua");
  private static final RedisScript VISIT = script("visit.lua");
  private static final RedisScript READ = script("read.lua");
  private static final RedisScript CLEAR = script("clear.lua");

  private final RedisLink link;

  Streams(RedisLink link) {
    this.link = link;
  }

  private static RedisScript script(String name) {
    return RedisScript.load(Streams.class, "stream.lua", name);
  }

  int shard(Channel channel) {
    return link.shards().of(channel.name());
  }

  /** The pub/sub channel of a channel. */
  String wireName(Channel channel) {
    return link.shards().name(shard(channel), "c:" + channel.name());
  }

  private String key(Channel channel) {
    return link.shards().name(shard(channel), "s:" + channel.name());
  }

  /**
   * Appends a batch and publishes it.
   *
   * @param last what the node last had acknowledged in the channel
   * @param items size, ttl, idempotency key and bytes of each
   * @return as the script answers; fails with a {@link Insistence.Pause} while the stream settles
   */
  Future<String> append(
      Channel channel, String node, long number, long mark, Stood last, List<Object> items) {
    int shard = shard(channel);
    List<Object> arguments = new ArrayList<>(11 + items.size());
    arguments.add(link.runId(shard));
    arguments.add(SETTLING_MILLIS);
    arguments.add(node);
    arguments.add(number);
    arguments.add(Marks.bytes(mark));
    arguments.add(Epochs.next());
    arguments.add(last.position().epoch());
    arguments.add(last.position().offset());
    arguments.add(last.mark());
    arguments.add(link.publishCommand(shard));
    arguments.add(wireName(channel));
    arguments.addAll(items);
    return link.run(APPEND, shard, key(channel), arguments.toArray())
        .compose(
            answer ->
                switch (answer.type()) {
                  case NUMBER -> Future.failedFuture(new Insistence.Pause(answer.toLong()));
                  default -> Future.succeededFuture(answer.toString());
                });
  }

  /**
   * Says what was heard, and answers what comes after it.
   *
   * @param knewBefore whether the stream was known before the present process had it
   */
  Future<Found> visit(
      Channel channel, Retention retention, Stood heard, boolean knewBefore, int limit) {
    int shard = shard(channel);
    return link.run(
            VISIT,
            shard,
            key(channel),
            link.runId(shard),
            SETTLING_MILLIS,
            Epochs.next(),
            heard.position().epoch(),
            heard.position().offset(),
            heard.mark(),
            limit,
            link.publishCommand(shard),
            wireName(channel),
            retention.size(),
            retention.ttl().toMillis(),
            LEASE_MILLIS,
            knewBefore ? 1 : 0)
        .map(answer -> found(channel, answer));
  }

  Future<Found> read(Channel channel, Retention retention, HistoryQuery query) {
    int shard = shard(channel);
    StreamPosition since = query.since();
    return link.run(
            READ,
            shard,
            key(channel),
            link.runId(shard),
            Epochs.next(),
            retention.size(),
            retention.ttl().toMillis(),
            query.limit(),
            since == null ? "" : since.epoch(),
            since == null ? -1 : since.offset(),
            query.reverse() ? 1 : 0)
        .map(answer -> found(channel, answer));
  }

  /** What the clock of the server tells that has the stream, in milliseconds since 1970. */
  Future<Long> time(Channel channel) {
    return link.send(shard(channel), Request.cmd(Command.TIME))
        .map(told -> told.get(0).toLong() * 1_000 + told.get(1).toLong() / 1_000);
  }

  Future<Void> clear(Channel channel) {
    return link.run(CLEAR, shard(channel), key(channel)).mapEmpty();
  }

  private static Found found(Channel channel, Response answer) {
    StreamPosition top = new StreamPosition(answer.get(0).toString(), answer.get(1).toLong());
    List<Publication> publications = new ArrayList<>(answer.size());
    List<Long> marks = new ArrayList<>(answer.size());
    for (int i = BEFORE_PUBLICATIONS; i < answer.size(); i++) {
      byte[] bytes = answer.get(i).toBytes();
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      try {
        marks.add(in.readLong());
        publications.add((Publication) EventBytes.read(channel, in));
      } catch (IOException damaged) {
        throw new UncheckedIOException(damaged);
      }
    }
    byte[] mark = answer.get(2).toBytes();
    return new Found(
        new History(List.copyOf(publications), top),
        marks,
        new Stood(top, mark),
        answer.get(3).toInteger() == 1);
  }

  /**
   * Where somebody knows a stream to stand.
   *
   * @param mark of the publication there; empty when it is not known
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Stood(StreamPosition position, byte[] mark) {
    static final Stood NOWHERE = new Stood(StreamPosition.NONE, Marks.NONE);
  }

  /**
   * A part of a stream.
   *
   * @param marks of its publications
   * @param top where the stream stands
   * @param toConfirm whether Redis wants to know that it was heard so far
   */
  record Found(History history, List<Long> marks, Stood top, boolean toConfirm) {}
}
