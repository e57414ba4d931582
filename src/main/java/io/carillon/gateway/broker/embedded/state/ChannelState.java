package io.carillon.gateway.broker.embedded.state;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import io.carillon.gateway.broker.PublishOptions;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.StreamPosition;
import java.io.IOException;
import java.util.List;

/**
 * All that a cluster knows of one channel: its stream, the nodes that listen, and what makes a
 * publication that is sent twice be taken once. Lives on the partition's owner and on its backup,
 * changed by one thread at a time.
 */
public final class ChannelState implements IdentifiedDataSerializable {
  private static final byte LAYOUT = 1;

  private Stream stream;
  private long[] listeners = Longs.NONE;
  private TakenBatches taken;
  private RecentKeys keys;

  /** Of a channel nobody knew. */
  public ChannelState() {}

  long[] listeners() {
    return listeners;
  }

  /** The stream; null when the channel keeps none, or nobody asked for it yet. */
  Stream stream() {
    return stream;
  }

  Stream beginStream(Retention retention, String epoch, long nowMillis) {
    if (stream == null) {
      stream = new Stream(epoch, retention, nowMillis);
      stream.listen(listeners.length > 0, nowMillis);
    }
    return stream;
  }

  /** A node listens from now on. Returns whether it did not before. */
  boolean listen(long node, long nowMillis) {
    long[] before = listeners;
    listeners = Longs.with(listeners, node);
    return noteListeners(before, nowMillis);
  }

  /** Nodes listen no more. Returns whether any of them did. */
  boolean leave(long nowMillis, long... nodes) {
    long[] before = listeners;
    listeners = Longs.without(listeners, nodes);
    return noteListeners(before, nowMillis);
  }

  private boolean noteListeners(long[] before, long nowMillis) {
    boolean changed = before != listeners;
    if (changed && stream != null) {
      stream.listen(listeners.length > 0, nowMillis);
    }
    return changed;
  }

  /** Takes a batch of publications, or answers again what it answered before. */
  Appended append(Channel channel, AppendBatch batch) {
    if (taken == null) {
      taken = new TakenBatches();
    }
    long first = taken.firstOffset(batch.node(), batch.sequence());
    Appended answer =
        first == TakenBatches.NOT_TAKEN ? take(channel, batch) : answerAgain(batch, first);
    if (first == TakenBatches.NOT_TAKEN) {
      taken.take(batch.node(), batch.sequence(), answer.firstNewOffset());
    }
    return answer;
  }

  private Appended take(Channel channel, AppendBatch batch) {
    List<Draft> drafts = batch.drafts();
    Appended answer = new Appended(drafts.size());
    for (int i = 0; i < drafts.size(); i++) {
      PublishOptions options = drafts.get(i).options();
      Long known = knownOffset(options, batch.nowMillis());
      if (known != null) {
        answer.repeated(i, known);
        continue;
      }
      long offset = 0;
      if (options.retention().keeps()) {
        beginStream(options.retention(), batch.newEpoch(), batch.nowMillis());
        offset =
            stream
                .append(channel, drafts.get(i).data(), options, batch.id(i), batch.nowMillis())
                .offset();
      }
      answer.taken(i, offset);
      remember(options, offset, batch.nowMillis());
    }
    return answer.at(epoch(), listeners);
  }

  // The keys tell which of the batch had been there before it; the rest stands in one row.
  private Appended answerAgain(AppendBatch batch, long firstOffset) {
    List<Draft> drafts = batch.drafts();
    Appended answer = new Appended(drafts.size());
    long next = firstOffset;
    for (int i = 0; i < drafts.size(); i++) {
      PublishOptions options = drafts.get(i).options();
      Long known = knownOffset(options, batch.nowMillis());
      boolean kept = options.retention().keeps();
      if (known != null && (known < firstOffset || firstOffset == 0)) {
        answer.repeated(i, known);
      } else {
        long offset = !kept || firstOffset == 0 ? 0 : next++;
        answer.taken(i, offset);
      }
    }
    return answer.at(epoch(), listeners);
  }

  private Long knownOffset(PublishOptions options, long nowMillis) {
    return keys == null || options.idempotencyKey() == null
        ? null
        : keys.offset(options.idempotencyKey(), nowMillis);
  }

  private void remember(PublishOptions options, long offset, long nowMillis) {
    if (options.idempotencyKey() != null) {
      if (keys == null) {
        keys = new RecentKeys();
      }
      keys.put(options.idempotencyKey(), offset, nowMillis);
    }
  }

  /**
   * Drops what is too old, and nodes that are gone for good.
   *
   * @return whether nothing is left that anybody could ask for
   */
  boolean expire(long nowMillis, long[] gone) {
    leave(nowMillis, gone);
    if (taken != null) {
      taken.forget(gone);
    }
    boolean streamIsOver = stream == null || stream.expire(nowMillis);
    boolean keysAreOver = keys == null || keys.expire(nowMillis);
    if (keysAreOver) {
      keys = null;
    }
    return streamIsOver && keysAreOver && listeners.length == 0;
  }

  /**
   * Takes over what the other side of a split has: its listeners, its keys, and its publications.
   * Where one side only went on from the other, the longer stream stands; else what is missing here
   * is appended at new offsets, in an epoch of its own.
   */
  void merge(ChannelState other, String newEpoch) {
    listeners = Longs.union(listeners, other.listeners);
    TakenBatches.Offsets offsets = offset -> offset;
    if (stream == null) {
      stream = other.stream;
    } else if (other.stream != null) {
      StreamMerge merge = new StreamMerge(stream, other.stream, newEpoch);
      stream = merge.merged();
      offsets = merge::newOffset;
    }
    if (other.taken != null) {
      taken = taken == null ? new TakenBatches() : taken;
      taken.merge(other.taken, offsets);
    }
    if (other.keys != null) {
      keys = keys == null ? new RecentKeys() : keys;
      keys.merge(other.keys, offsets);
    }
  }

  StreamPosition top() {
    return stream == null ? StreamPosition.NONE : stream.top();
  }

  private String epoch() {
    return stream == null ? "" : stream.epoch();
  }

  @Override
  public void writeData(ObjectDataOutput out) throws IOException {
    out.writeByte(LAYOUT);
    Longs.write(listeners, out);
    out.writeBoolean(stream != null);
    if (stream != null) {
      boolean empty = stream.kept().isEmpty();
      EventBytes.writeText(empty ? "" : stream.kept().get(0).channel().name(), out);
      stream.write(out);
    }
    out.writeBoolean(taken != null);
    if (taken != null) {
      taken.write(out);
    }
    out.writeBoolean(keys != null);
    if (keys != null) {
      keys.write(out);
    }
  }

  @Override
  public void readData(ObjectDataInput in) throws IOException {
    in.readByte();
    listeners = Longs.read(in);
    if (in.readBoolean()) {
      String channel = EventBytes.readText(in);
      stream = Stream.read(channel.isEmpty() ? null : new Channel(channel), in);
    }
    taken = in.readBoolean() ? TakenBatches.read(in) : null;
    keys = in.readBoolean() ? RecentKeys.read(in) : null;
  }

  @Override
  public int getFactoryId() {
    return StateFactory.ID;
  }

  @Override
  public int getClassId() {
    return StateFactory.CHANNEL_STATE;
  }
}
