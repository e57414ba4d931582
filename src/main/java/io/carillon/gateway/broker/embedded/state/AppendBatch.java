package io.carillon.gateway.broker.embedded.state;

import io.carillon.gateway.broker.PublishOptions;
import io.carillon.gateway.broker.stream.Draft;
import io.carillon.gateway.broker.stream.EventBytes;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Publication;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes publications of one node into a channel, in their order, each once however often the batch
 * comes.
 */
public final class AppendBatch extends ChannelStep<Appended> {
  private long node;
  private long sequence;
  private long nowMillis;
  private String newEpoch;
  private List<Draft> drafts;

  /** To be read into. */
  AppendBatch() {}

  /**
   * A batch.
   *
   * @param node that publishes
   * @param sequence rising with each batch of the node, never 0
   * @param newEpoch for the stream, should it begin with this
   */
  public AppendBatch(
      long node, long sequence, long nowMillis, String newEpoch, List<Draft> drafts) {
    this.node = node;
    this.sequence = sequence;
    this.nowMillis = nowMillis;
    this.newEpoch = newEpoch;
    this.drafts = drafts;
  }

  /** The publications, in order. */
  List<Draft> drafts() {
    return drafts;
  }

  /** When they were accepted. */
  long nowMillis() {
    return nowMillis;
  }

  long node() {
    return node;
  }

  long sequence() {
    return sequence;
  }

  String newEpoch() {
    return newEpoch;
  }

  Batch batch() {
    return new Batch(node, sequence);
  }

  @Override
  Appended run(Channel channel, ChannelState state, Change change) {
    change.note();
    return state.append(channel, this);
  }

  @Override
  void write(DataOutput out) throws IOException {
    out.writeLong(node);
    out.writeLong(sequence);
    out.writeLong(nowMillis);
    EventBytes.writeText(newEpoch, out);
    out.writeInt(drafts.size());
    for (Draft draft : drafts) {
      PublishOptions options = draft.options();
      Stream.writeRetention(options.retention(), out);
      EventBytes.writeText(options.idempotencyKey() == null ? "" : options.idempotencyKey(), out);
      EventBytes.writePublication(
          new Publication(null, 0, draft.data(), options.info(), options.tags(), 0), out);
    }
  }

  @Override
  void read(DataInput in) throws IOException {
    node = in.readLong();
    sequence = in.readLong();
    nowMillis = in.readLong();
    newEpoch = EventBytes.readText(in);
    int size = in.readInt();
    drafts = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      var retention = Stream.readRetention(in);
      String key = EventBytes.readText(in);
      Publication read = EventBytes.readPublication(null, in);
      drafts.add(
          new Draft(
              read.data(),
              new PublishOptions(retention, read.info(), read.tags(), key.isEmpty() ? null : key)));
    }
  }

  @Override
  public int getClassId() {
    return StateFactory.APPEND_BATCH;
  }
}
