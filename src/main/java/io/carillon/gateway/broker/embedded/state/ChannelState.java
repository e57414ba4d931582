package io.carillon.gateway.broker.embedded.state;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import io.carillon.gateway.broker.PublishOptions;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.broker.stream.Draft;
import io.carillon.gateway.broker.stream.EventBytes;
import io.carillon.gateway.channel.Channel;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
    Batch id = batch.batch();
    for (int i = 0; i < drafts.size(); i++) {
      RecentKeys.Taken known = find(drafts.get(i), batch);
      if (known != null) {
        answer.repeated(i, known.offset());
      } else {
        long offset = append(channel, drafts.get(i), batch, id);
        answer.taken(i, offset);
        remember(drafts.get(i), batch, offset);
      }
    }
    return answer.at(epoch(), listeners);
  }

  private long append(Channel channel, Draft draft, AppendBatch batch, Batch id) {
    PublishOptions options = draft.options();
    if (!options.retention().keeps()) {
      return 0;
    }
    long now = batch.nowMillis();
    return beginStream(options.retention(), batch.newEpoch(), now)
        .append(channel, draft.data(), options, id, now)
        .offset();
  }

  // What was taken with it stands in one row; the keys tell what had been there before.
  private Appended answerAgain(AppendBatch batch, long firstOffset) {
    List<Draft> drafts = batch.drafts();
    Appended answer = new Appended(drafts.size());
    Set<String> seen = new HashSet<>();
    long next = firstOffset;
    for (int i = 0; i < drafts.size(); i++) {
      RecentKeys.Taken known = find(drafts.get(i), batch);
      boolean isFirst = known == null || seen.add(drafts.get(i).options().idempotencyKey());
      if (known != null && !(known.isOf(batch) && isFirst)) {
        answer.repeated(i, known.offset());
      } else {
        boolean kept = drafts.get(i).options().retention().keeps() && firstOffset > 0;
        answer.taken(i, kept ? next++ : 0);
      }
    }
    return answer.at(epoch(), listeners);
  }

  private RecentKeys.Taken find(Draft draft, AppendBatch batch) {
    String key = draft.options().idempotencyKey();
    return keys == null || key == null ? null : keys.find(key, batch.nowMillis());
  }

  private void remember(Draft draft, AppendBatch batch, long offset) {
    String key = draft.options().idempotencyKey();
    if (key != null) {
      keys = keys == null ? new RecentKeys() : keys;
      keys.put(
          key, new RecentKeys.Taken(offset, batch.nowMillis(), batch.node(), batch.sequence()));
    }
  }

  /**
   * Drops what is too old, and nodes that are gone for good.
   *
   * @return whether nothing is left that anybody could ask for
   */
  boolean expire(long nowMillis, long[] gone) {
    leave(nowMillis, gone);
    boolean streamIsOver = stream == null || stream.expire(nowMillis);
    boolean keysAreOver = keys == null || keys.expire(nowMillis);
    if (keysAreOver) {
      keys = null;
    }
    return streamIsOver && keysAreOver && listeners.length == 0;
  }

  /**
   * Takes over what the other side of a split has: its publications and keys. Where one side only
   * went on from the other, the longer stream stands; else what is missing here is appended at new
   * offsets, in an epoch of its own. Not its listeners: nodes that were there say so again, and
   * what it knows of those here is old.
   */
  void merge(ChannelState other, String newEpoch) {
    TakenBatches.Offsets offsets = offset -> offset;
    TakenBatches here = taken == null ? new TakenBatches() : taken;
    TakenBatches there = other.taken == null ? new TakenBatches() : other.taken;
    if (stream == null) {
      stream = other.stream;
    } else if (other.stream != null) {
      StreamMerge merge = new StreamMerge(stream, other.stream, commonKeys(other), newEpoch);
      stream = merge.merged();
      offsets = merge::newOffset;
    }
    here.merge(there, offsets);
    taken = here;
    if (other.keys != null) {
      keys = keys == null ? new RecentKeys() : keys;
      keys.merge(other.keys, offsets);
    }
  }

  private Map<Long, Long> commonKeys(ChannelState other) {
    return keys == null || other.keys == null ? Map.of() : keys.common(other.keys);
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
    Layout.end(out);
  }

  @Override
  public void readData(ObjectDataInput in) throws IOException {
    Layout.expect(LAYOUT, in);
    listeners = Longs.read(in);
    if (in.readBoolean()) {
      String channel = EventBytes.readText(in);
      stream = Stream.read(channel.isEmpty() ? null : new Channel(channel), in);
    }
    taken = in.readBoolean() ? TakenBatches.read(in) : null;
    keys = in.readBoolean() ? RecentKeys.read(in) : null;
    Layout.skipRest(in);
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
