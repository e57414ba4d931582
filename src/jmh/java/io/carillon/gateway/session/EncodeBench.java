package io.carillon.gateway.session;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.hub.PushEncoder;
import io.carillon.gateway.pubsub.RawFrames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Map;
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
import org.openjdk.jmh.annotations.Warmup;

/** One publication into each form that clients take, frame header and all. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EncodeBench {
  @Param Form form;

  @Param({"128", "4096"})
  int bytes;

  private PushEncoder encoder;
  private Publication publication;
  private ByteBuf out;

  /** A publication of a backend in a channel with history. */
  @Setup
  public void publish() {
    Payload data = Payload.json("\"" + "x".repeat(bytes - 2) + "\"");
    publication = new Publication(new Channel("news:sport"), 123_456, data, null, Map.of(), 0);
    encoder = form.encoder();
    out = Unpooled.directBuffer(2 * bytes + 256);
  }

  @Benchmark
  public ByteBuf encode() {
    out.clear();
    encoder.encode(publication, out);
    return out;
  }

  /** What clients speak. */
  public enum Form {
    CENTRIFUGE_JSON,
    CENTRIFUGE_PROTOBUF,
    RAW,
    SSE;

    private PushEncoder encoder() {
      return switch (this) {
        case CENTRIFUGE_JSON -> CentrifugeForm.JSON_FRAMES.pushes();
        case CENTRIFUGE_PROTOBUF -> CentrifugeForm.PROTOBUF_FRAMES.pushes();
        case RAW -> RawFrames.PUSH;
        case SSE -> SseEvents.PLAIN;
      };
    }
  }
}
