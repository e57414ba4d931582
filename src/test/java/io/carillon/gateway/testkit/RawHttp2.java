package io.carillon.gateway.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import javax.net.ssl.SSLSocket;

/**
 * A client of HTTP/2 that sends frames as it is told, right or wrong, RFC 9113 section 4. Answers
 * nothing by itself but settings, once it has begun. Blocks, with a deadline.
 */
public final class RawHttp2 implements AutoCloseable {
  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;

  public static final int END_STREAM = 1;
  public static final int END_HEADERS = 4;
  private static final int ACK = 1;
  private static final int PRIORITY = 0x20;
  private static final int PRIORITY_BYTES = 5;

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private final SSLSocket socket;
  private final DataInputStream in;
  private boolean answering;
  private final DefaultHttp2HeadersDecoder heads = new DefaultHttp2HeadersDecoder(false);

  private RawHttp2(SSLSocket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
  }

  /** Connects, and says nothing yet. */
  public static RawHttp2 connect(TlsClient client, int port) {
    try {
      SSLSocket socket = client.connectFor("h2", port);
      if (!"h2".equals(socket.getApplicationProtocol())) {
        throw new IllegalStateException("not offered: " + socket.getApplicationProtocol());
      }
      return new RawHttp2(socket);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Connects and begins, with settings as numbers and values in turn. */
  public static RawHttp2 open(TlsClient client, int port, int... settings) {
    RawHttp2 connection = connect(client, port);
    connection.answering = true;
    connection.send(PREFACE.getBytes(ISO_8859_1));
    connection.settings(settings);
    return connection;
  }

  public void settings(int... settings) {
    ByteBuf payload = Unpooled.buffer();
    for (int i = 0; i < settings.length; i += 2) {
      payload.writeShort(settings[i]).writeInt(settings[i + 1]);
    }
    frame(SETTINGS, 0, 0, bytes(payload));
  }

  /** Sends bytes as they are. */
  public void send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  public void frame(int type, int flags, int stream, byte[] payload) {
    send(encoded(type, flags, stream, payload));
  }

  /** A frame for {@link #send}. */
  public static byte[] encoded(int type, int flags, int stream, byte[] payload) {
    ByteBuf frame = Unpooled.buffer(9 + payload.length);
    frame.writeMedium(payload.length).writeByte(type).writeByte(flags).writeInt(stream);
    return bytes(frame.writeBytes(payload));
  }

  /** A GET of a path, with more fields as names and values in turn. */
  public void get(int stream, String path, String... more) {
    frame(HEADERS, END_HEADERS | END_STREAM, stream, head("GET", path, more));
  }

  /** The head of a POST, whose body is to follow. */
  public void post(int stream, String path, String... more) {
    frame(HEADERS, END_HEADERS, stream, head("POST", path, more));
  }

  public void data(int stream, String text, boolean last) {
    frame(DATA, last ? END_STREAM : 0, stream, text.getBytes(ISO_8859_1));
  }

  public void reset(int stream) {
    frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
  }

  public void window(int stream, int increment) {
    frame(WINDOW_UPDATE, 0, stream, bytes(Unpooled.buffer().writeInt(increment)));
  }

  /** A head, encoded. */
  public static byte[] head(String method, String path, String... more) {
    String[] fields = new String[8 + more.length];
    String[] usual = {
      ":method", method, ":scheme", "https", ":authority", "localhost", ":path", path
    };
    System.arraycopy(usual, 0, fields, 0, usual.length);
    System.arraycopy(more, 0, fields, usual.length, more.length);
    return fields(fields);
  }

  /** Names and values in turn, in letters that are neither indexed nor compressed, RFC 7541. */
  public static byte[] fields(String... fields) {
    ByteBuf block = Unpooled.buffer();
    for (int i = 0; i < fields.length; i += 2) {
      block.writeByte(0);
      text(fields[i], block);
      text(fields[i + 1], block);
    }
    return bytes(block);
  }

  private static void text(String text, ByteBuf block) {
    int length = text.length();
    if (length < 127) {
      block.writeByte(length);
    } else {
      block.writeByte(127);
      int rest = length - 127;
      while (rest >= 128) {
        block.writeByte((rest & 127) | 128);
        rest >>= 7;
      }
      block.writeByte(rest);
    }
    block.writeCharSequence(text, ISO_8859_1);
  }

  private static byte[] bytes(ByteBuf buffer) {
    byte[] bytes = new byte[buffer.readableBytes()];
    buffer.readBytes(bytes);
    return bytes;
  }

  /**
   * What came.
   *
   * @param text its payload, a character for a byte
   * @param fields of {@code HEADERS}, decoded
   */
  public record Frame(int type, int flags, int stream, String text, Map<String, String> fields) {
    public boolean ends() {
      return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
    }

    /** Of {@code RST_STREAM} and {@code GOAWAY}. */
    public int error() {
      return Unpooled.wrappedBuffer(text.getBytes(ISO_8859_1)).getInt(type == GOAWAY ? 4 : 0);
    }
  }

  /** The next frame; null at the end of the connection. */
  public Frame next() {
    try {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = in.readNBytes(length);
      if (answering && type == SETTINGS && (flags & ACK) == 0) {
        acknowledge();
      }
      Map<String, String> fields = type == HEADERS ? decode(flags, payload) : Map.of();
      return new Frame(type, flags, stream, new String(payload, ISO_8859_1), fields);
    } catch (EOFException end) {
      return null;
    } catch (IOException broken) {
      if (broken instanceof java.net.SocketTimeoutException) {
        throw new UncheckedIOException(broken);
      }
      return null;
    }
  }

  private void acknowledge() {
    try {
      frame(SETTINGS, ACK, 0, new byte[0]);
    } catch (UncheckedIOException closed) {
      answering = false; // there may be more to read
    }
  }

  private Map<String, String> decode(int flags, byte[] payload) {
    int skipped = (flags & PRIORITY) == 0 ? 0 : PRIORITY_BYTES;
    ByteBuf block = Unpooled.wrappedBuffer(payload, skipped, payload.length - skipped);
    Map<String, String> fields = new LinkedHashMap<>();
    try {
      heads
          .decodeHeaders(1, block)
          .forEach(field -> fields.put(field.getKey().toString(), field.getValue().toString()));
    } catch (Http2Exception malformed) {
      throw new IllegalStateException(malformed);
    }
    return fields;
  }

  /** The next frame that fits; fails when the connection ends before. */
  public Frame await(Predicate<Frame> wanted) {
    Frame frame = next();
    while (frame != null && !wanted.test(frame)) {
      frame = next();
    }
    if (frame == null) {
      throw new IllegalStateException("the connection has ended");
    }
    return frame;
  }

  public Frame await(int type, int stream) {
    return await(frame -> frame.type() == type && frame.stream() == stream);
  }

  /** The error that the connection ends with; -1 when it ends without a word. */
  public int awaitEnd() {
    int error = -1;
    for (Frame frame = next(); frame != null; frame = next()) {
      error = frame.type() == GOAWAY ? frame.error() : error;
    }
    return error;
  }

  /** Status and body of an answer, or {@code reset} and its error. */
  public String answer(int stream) {
    String status = "";
    StringBuilder body = new StringBuilder();
    while (true) {
      Frame frame = await(one -> one.stream() == stream && one.type() != WINDOW_UPDATE);
      if (frame.type() == RST_STREAM) {
        return "reset " + frame.error();
      }
      if (frame.type() == HEADERS && status.isEmpty()) {
        status = frame.fields().get(":status");
      } else if (frame.type() == DATA) {
        body.append(frame.text());
      }
      if (frame.ends()) {
        return (status + " " + body).trim();
      }
    }
  }

  /** Whether other requests on the connection are answered. */
  public boolean serves(int stream, String path) {
    get(stream, path);
    return answer(stream).startsWith("200 ");
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
