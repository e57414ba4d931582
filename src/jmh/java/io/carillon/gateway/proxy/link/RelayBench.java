package io.carillon.gateway.proxy.link;

import io.carillon.gateway.wire.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
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

/** One read of a target's bytes through both legs of a link to its client, without sockets. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RelayBench {
  private static final int PAYLOAD = 128;

  @Param({"1", "16"})
  int frames;

  private EmbeddedChannel client;
  private EmbeddedChannel target;
  private TargetRelay fromTarget;
  private ByteBuf read;
  private ByteBuf injected;

  /** A link; nothing ends here, so nobody has to say goodbye. */
  @Setup
  public void open() {
    Relay fromClient = new Relay(null, true);
    fromTarget = new TargetRelay(null);
    Relay.join(fromClient, fromTarget);
    client = new EmbeddedChannel(fromClient);
    target = new EmbeddedChannel(fromTarget);
    read = messages(frames);
    injected = messages(1);
  }

  @TearDown
  public void close() {
    client.pipeline().removeLast();
    target.pipeline().removeLast();
    client.finishAndReleaseAll();
    target.finishAndReleaseAll();
  }

  @Benchmark
  public int relay() {
    target.writeInbound(read.retainedDuplicate());
    return take();
  }

  /** The same, with a publication put in behind it. */
  @Benchmark
  public int relayAndInject() {
    target.writeInbound(read.retainedDuplicate());
    fromTarget.inject(injected.retainedDuplicate());
    client.flush();
    return take();
  }

  private int take() {
    int taken = 0;
    for (Object bytes = client.readOutbound(); bytes != null; bytes = client.readOutbound()) {
      ReferenceCountUtil.release(bytes);
      taken++;
    }
    return taken;
  }

  private static ByteBuf messages(int count) {
    ByteBuf bytes = Unpooled.directBuffer();
    for (int i = 0; i < count; i++) {
      Frames.writeTextHeader(bytes, PAYLOAD);
      bytes.writeZero(PAYLOAD);
    }
    return bytes;
  }
}
