package io.carillon.gateway.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.carillon.gateway.testkit.FuzzSeed;
import io.carillon.gateway.testkit.RawWebSocket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever bytes come: whole valid messages, pongs, and the close codes of the protocol. */
@Tag("fuzz")
@Timeout(600)
class FrameFuzz {
  private static final int INPUTS = FuzzSeed.inputs();
  private static final int LIMIT = 300;

  /** One conversation of so many is watched for leaks, which costs more than the rest of it. */
  private static final int WATCHED = 20;

  private static final ByteBufAllocator UNWATCHED = new UnpooledByteBufAllocator(false, true);
  private static final int[] OPCODES = {0, 1, 2, 8, 9, 10, 3, 11};
  private static final Set<Integer> OUR_CODES = Set.of(1002, 1007, 1009);

  private final WebSocketLimits limits = new WebSocketLimits(LIMIT, 1 << 20, Duration.ofSeconds(5));

  @Test
  void everyByteSequenceHasAnAnswer() {
    SplittableRandom seeds = FuzzSeed.random(FrameFuzz.class);
    int inputs = 0;
    while (inputs < INPUTS) {
      long seed = seeds.nextLong();
      StringBuilder sent = new StringBuilder();
      try {
        inputs += converse(new SplittableRandom(seed), sent);
      } catch (RuntimeException | AssertionError bug) {
        fail("seed=" + seed + " sent=" + sent, bug);
      }
    }
  }

  // Sends frames until the connection closes, or long enough; returns how many.
  private int converse(SplittableRandom random, StringBuilder sent) {
    Judge judge = new Judge();
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new WebSocket13FrameDecoder(limits.decoder()), new Utf8FrameValidator(false));
    ByteBufAllocator allocator =
        random.nextInt(WATCHED) == 0 ? ByteBufAllocator.DEFAULT : UNWATCHED;
    channel.config().setAllocator(allocator);
    WebSocketConnection connection = new WebSocketConnection(channel, limits);
    channel.pipeline().addLast(new WebSocketReader(connection, made -> judge, LIMIT));
    int frames = 0;
    while (connection.isOpen() && frames < 20) {
      ByteArrayOutputStream burst = new ByteArrayOutputStream();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        burst.writeBytes(frame(random));
        frames++;
      }
      byte[] bytes = burst.toByteArray();
      sent.append(HexFormat.of().formatHex(bytes)).append(' ');
      int from = 0;
      while (from < bytes.length && channel.isOpen()) {
        int to = from + 1 + random.nextInt(random.nextInt(3) == 0 ? 4 : bytes.length);
        to = Math.min(to, bytes.length);
        channel.writeInbound(allocator.buffer(to - from).writeBytes(bytes, from, to - from));
        channel.runPendingTasks();
        from = to;
      }
      channel.checkException();
    }
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      check(out);
      out.release();
    }
    channel.finishAndReleaseAll();
    assertTrue(judge.closed, "the listener did not hear of the end");
    return frames;
  }

  private static byte[] frame(SplittableRandom random) {
    byte[] payload = new byte[random.nextInt(8) == 0 ? random.nextInt(400) : random.nextInt(8)];
    for (int i = 0; i < payload.length; i++) {
      payload[i] = (byte) (random.nextInt(12) == 0 ? random.nextInt(256) : 'a' + i % 26);
    }
    int opcode = OPCODES[random.nextInt(random.nextInt(20) == 0 ? 8 : 6)];
    if (opcode == 8 && payload.length > 1) {
      payload[0] = (byte) (3 + random.nextInt(18));
    }
    int flags =
        random.nextInt(30) == 0 ? random.nextInt(16) << 4 : random.nextInt(3) == 0 ? 0 : 0x80;
    byte[] frame = RawWebSocket.frame(flags | opcode, payload);
    if (random.nextInt(10) == 0) {
      frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return frame;
  }

  // What we send is ours alone: pongs, and one close frame.
  private static void check(ByteBuf out) {
    if (!out.isReadable()) {
      return;
    }
    int first = out.getUnsignedByte(0);
    int length = out.getUnsignedByte(1);
    assertTrue(length < 126 && out.readableBytes() == length + 2, "no short frame of ours");
    if (first == 0x88 && length >= 2) {
      int code = out.getUnsignedShort(2);
      boolean echo = length == 2;
      assertTrue(echo || OUR_CODES.contains(code), "close " + code);
      assertTrue(code >= 1000 && code < 5000, "close " + code);
    } else {
      assertTrue(first == 0x8A || (first == 0x88 && length == 0), "opcode " + first);
    }
  }

  private static final class Judge implements WebSocketListener {
    boolean closed;

    @Override
    public void onText(ByteBuf message) {
      assertTrue(!closed && message.readableBytes() <= LIMIT);
      try {
        StandardCharsets.UTF_8.newDecoder().decode(message.nioBuffer());
      } catch (CharacterCodingException malformed) {
        throw new AssertionError(malformed);
      }
    }

    @Override
    public void onBinary(ByteBuf message) {
      assertTrue(!closed && message.readableBytes() <= LIMIT);
    }

    @Override
    public void onPong() {
      assertTrue(!closed);
    }

    @Override
    public void onClosed() {
      assertTrue(!closed, "closed twice");
      closed = true;
    }
  }
}
