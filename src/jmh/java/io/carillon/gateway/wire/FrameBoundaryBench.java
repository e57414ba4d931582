package io.carillon.gateway.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Finds the end of each message among bytes that a link passes on; the time of one frame. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FrameBoundaryBench {
  private static final int FRAMES = 64;

  @Param({"16", "128", "16384"})
  int payload;

  private final FrameBoundary boundary = new FrameBoundary(false);
  private ByteBuf read;

  /** What one read brought: whole frames. */
  @Setup
  public void read() {
    read = Unpooled.directBuffer();
    for (int i = 0; i < FRAMES; i++) {
      Frames.writeBinaryHeader(read, payload);
      read.writeZero(payload);
    }
  }

  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long scan() {
    boundary.advance(read);
    return boundary.messages();
  }
}
