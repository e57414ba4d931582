package io.carillon.gateway.hub;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A burst of publications through the hub to all subscribers of one loop, who take their share of
 * the bytes and throw it away: what is left is what the kernel has no part in. The loop is that of
 * an embedded channel, whose clock stands still but for the pause that a fan-out under pressure
 * makes, so that this costs nothing here.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FanoutBench {
  private static final Channel NEWS = new Channel("news");

  @Param({"1", "1000", "10000"})
  int subscribers;

  @Param({"1", "16"})
  int burst;

  private final Hub hub = new Hub(new Nobody());
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final PushEncoder encoder =
      (event, out) -> out.writeBytes(((Publication) event).data().bytes());
  private final Publication publication =
      new Publication(NEWS, 0, Payload.json("\"" + "x".repeat(126) + "\""), null, Map.of(), 0);
  private long heard;

  /** Everybody listens. */
  @Setup
  public void subscribe() {
    channel.freezeTime();
    HubShard shard = hub.open(channel.eventLoop());
    for (int i = 0; i < subscribers; i++) {
      shard.subscribe(NEWS, new Listener());
    }
  }

  @TearDown
  public void close() {
    channel.finishAndReleaseAll();
  }

  @Benchmark
  public void fanOut(Counted counted) {
    for (int i = 0; i < burst; i++) {
      hub.deliver(publication);
    }
    do {
      channel.runPendingTasks();
      channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    } while (hub.waitingBytes() > 0);
    counted.deliveries += heard;
    heard = 0;
  }

  /** What one delivery costs, beside the burst. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Counted {
    public long deliveries;
  }

  private final class Listener extends Subscriber {
    @Override
    protected void push(PushBatch batch) {
      ByteBuf bytes = batch.bytes(encoder, 0);
      heard += batch.events().size();
      bytes.release();
    }

    @Override
    protected void flush() {}

    @Override
    protected void fail(RuntimeException bug) {
      throw bug;
    }
  }

  private static final class Nobody implements ChannelInterest {
    @Override
    public void onFirstSubscriber(Channel channel) {}

    @Override
    public void onLastSubscriber(Channel channel) {}
  }
}
