package io.carillon.gateway.bench.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.io.IOException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other side of a connection: takes and brings messages, and is over when nothing has come from
 * it for a while. Confined to the event loop of its socket.
 */
final class Peer {
  private static final Logger LOG = LoggerFactory.getLogger(Peer.class);

  /** Of whoever has not shown the key yet. */
  private static final int STRANGER_BYTES = 1024;

  private static final int MOST_BYTES = 256 << 20;
  private static final long ALIVE_MILLIS = 1_000;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .build();

  private final Vertx vertx;
  private final NetSocket socket;
  private final RecordParser lines;
  private final Consumer<String> ended;
  private final long timer;
  private final long patienceNanos;
  private long heardAt = System.nanoTime();
  private boolean trusted;
  private boolean over;

  /**
   * @param taken hears each message; when it throws, the peer is over
   * @param ended hears once why it is over
   */
  Peer(
      Vertx vertx,
      NetSocket socket,
      long patienceNanos,
      Consumer<Message> taken,
      Consumer<String> ended) {
    this.vertx = vertx;
    this.socket = socket;
    this.patienceNanos = patienceNanos;
    this.ended = ended;
    lines = RecordParser.newDelimited("\n", socket).maxRecordSize(STRANGER_BYTES);
    lines.handler(line -> take(line, taken));
    lines.exceptionHandler(failure -> end("connection broken"));
    socket.closeHandler(closed -> end("connection lost"));
    timer = vertx.setPeriodic(ALIVE_MILLIS, tick -> tick());
  }

  /** From here on it may send long lines, and is over only when it falls silent. */
  void trust() {
    trusted = true;
    heardAt = System.nanoTime();
    lines.maxRecordSize(MOST_BYTES);
  }

  void send(Message message) {
    if (!over) {
      try {
        socket.write(Buffer.buffer(JSON.writeValueAsBytes(message)).appendByte((byte) '\n'));
      } catch (JsonProcessingException bug) {
        throw new IllegalStateException("message cannot be written", bug);
      }
    }
  }

  /** Hangs up behind what was sent. */
  void end(String why) {
    if (!over) {
      over = true;
      vertx.cancelTimer(timer);
      socket.end();
      ended.accept(why);
    }
  }

  private void take(Buffer line, Consumer<Message> taken) {
    if (over) {
      return;
    }
    if (trusted) {
      heardAt = System.nanoTime(); // a stranger has no more time for whatever it says
    }
    Message message;
    try {
      message = JSON.readValue(line.getBytes(), Message.class);
    } catch (IOException | RuntimeException malformed) {
      refuse("malformed message");
      return;
    }
    try {
      taken.accept(message);
    } catch (RuntimeException bug) {
      LOG.error("message failed", bug);
      refuse("message failed");
    }
  }

  /** Says no, and hangs up. */
  void refuse(String why) {
    send(new Message.Refused(why));
    end(why);
  }

  private void tick() {
    if (System.nanoTime() - heardAt > patienceNanos) {
      end("does not answer");
    } else {
      send(new Message.Alive());
    }
  }
}
