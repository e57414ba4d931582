package io.carillon.gateway.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A WebSocket client that sends whatever bytes it is told to, and reads frames with a deadline.
 * Blocks; for one thread.
 */
public final class RawWebSocket implements Closeable {
  private static final int DEADLINE_MILLIS = 40_000;
  private static final byte[] MASK = {1, 2, 3, 4};

  private final Socket socket;
  private final DataInputStream in;
  private String head;

  private RawWebSocket(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /** Connects and shakes hands properly, with these header lines on top. */
  public static RawWebSocket open(int port, String path, String... headers) {
    return open(0, port, path, headers);
  }

  /** The same, with a receive buffer as small as the system allows. */
  public static RawWebSocket openSmall(int port, String path) {
    return open(4_096, port, path);
  }

  private static RawWebSocket open(int receiveBuffer, int port, String path, String... headers) {
    return shakeHands(connect(receiveBuffer, port), path, headers);
  }

  /**
   * Connects to another host and shakes hands.
   *
   * @param patience with each step, and with each read until {@link #patience} changes it
   */
  public static RawWebSocket open(String host, int port, String path, Duration patience) {
    return shakeHands(connect(0, host, port, patience), path);
  }

  /** Shakes hands on a connection that somebody else made. */
  public static RawWebSocket open(Socket socket, String path, String... headers) {
    return shakeHands(over(socket), path, headers);
  }

  private static RawWebSocket shakeHands(RawWebSocket client, String path, String... headers) {
    client.sendRaw(request(path, headers).getBytes(StandardCharsets.ISO_8859_1));
    try {
      String head = client.readHead();
      if (!head.startsWith("HTTP/1.1 101 ")) {
        throw new IllegalStateException("no handshake: " + head);
      }
      return client;
    } catch (IllegalStateException | UncheckedIOException failure) {
      client.close();
      throw failure;
    }
  }

  /** Sends a request and returns the head of the answer. */
  public static String answerTo(int port, String request) {
    try (RawWebSocket client = connect(0, port)) {
      client.sendRaw(request.getBytes(StandardCharsets.ISO_8859_1));
      return client.readHead();
    }
  }

  /** A proper handshake with these header lines on top. */
  public static String request(String path, String... headers) {
    return "GET "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        + String.join("", java.util.Arrays.stream(headers).map(line -> line + "\r\n").toList())
        + "\r\n";
  }

  /** A connection on which nothing was sent. */
  public static RawWebSocket connect(int receiveBuffer, int port) {
    String loopback = InetAddress.getLoopbackAddress().getHostAddress();
    return connect(receiveBuffer, loopback, port, Duration.ofMillis(DEADLINE_MILLIS));
  }

  private static RawWebSocket connect(int receiveBuffer, String host, int port, Duration patience) {
    Socket socket = new Socket();
    try {
      if (receiveBuffer > 0) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(host, port), (int) patience.toMillis());
      socket.setSoTimeout((int) patience.toMillis());
      return new RawWebSocket(socket);
    } catch (IOException broken) {
      try {
        socket.close();
      } catch (IOException again) {
        broken.addSuppressed(again);
      }
      throw new UncheckedIOException(broken);
    }
  }

  /** A connection that somebody else made, and on which nothing was sent. */
  public static RawWebSocket over(Socket socket) {
    try {
      socket.setSoTimeout(DEADLINE_MILLIS);
      return new RawWebSocket(socket);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** How long each read waits from now on. */
  public void patience(Duration patience) {
    try {
      socket.setSoTimeout((int) patience.toMillis());
    } catch (SocketException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Status line and header lines of the answer to the handshake. */
  public String head() {
    return head;
  }

  public void sendText(String text) {
    send(0x80 | Frame.TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  public void sendBinary(byte[] bytes) {
    send(0x80 | Frame.BINARY, bytes);
  }

  /** Sends a masked frame whose first byte, flags and opcode, is given. */
  public void send(int firstByte, byte[] payload) {
    sendRaw(frame(firstByte, payload));
  }

  /** A masked frame whose first byte, flags and opcode, is given. */
  public static byte[] frame(int firstByte, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(firstByte);
    if (payload.length < 126) {
      out.write(0x80 | payload.length);
    } else if (payload.length < 1 << 16) {
      out.write(0x80 | 126);
      out.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
    } else {
      out.write(0x80 | 127);
      out.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
    }
    out.writeBytes(MASK);
    for (int i = 0; i < payload.length; i++) {
      out.write(payload[i] ^ MASK[i % 4]);
    }
    return out.toByteArray();
  }

  public void sendRaw(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** The next frame; fails at the deadline. */
  public Frame read() {
    try {
      int first = in.readUnsignedByte();
      int second = in.readUnsignedByte();
      int length = second & 0x7F;
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = Math.toIntExact(in.readLong());
      }
      byte[] payload = new byte[length];
      in.readFully(payload);
      if ((first & 0xF0) != 0x80 || second > 127) {
        throw new IllegalStateException("no whole, unmasked frame without extensions");
      }
      return new Frame(first & 0x0F, payload);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** The text of the next message; pings may come before it. */
  public String readText() {
    Frame frame = read();
    while (frame.opcode() == Frame.PING) {
      frame = read();
    }
    return frame.text();
  }

  /** The next close frame, whatever comes before it. */
  public Frame readClose() {
    Frame frame = read();
    while (frame.opcode() != Frame.CLOSE) {
      frame = read();
    }
    return frame;
  }

  /** Reads to the end of the socket; fails when that does not come in time. */
  public void awaitEnd() {
    try {
      byte[] sink = new byte[65_536];
      while (in.read(sink) >= 0) {
        // whatever it was
      }
    } catch (EOFException | SocketException reset) {
      // an end too
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** So many bytes, whatever they mean. */
  public byte[] readBytes(int count) {
    try {
      byte[] bytes = new byte[count];
      in.readFully(bytes);
      return bytes;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** One byte, from 0 to 255. */
  public int readByte() {
    return readBytes(1)[0] & 0xFF;
  }

  /** All that comes until the orderly end of the socket; a byte is a character. */
  public String readRest() {
    try {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Reads to the end; whether that was a reset. */
  public boolean endsWithReset() {
    try {
      in.readAllBytes();
      return false;
    } catch (SocketException reset) {
      return true;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Status line and header lines of an answer that is still to come. */
  public String readAnswer() {
    return readHead();
  }

  private String readHead() {
    StringBuilder text = new StringBuilder();
    try {
      while (text.indexOf("\r\n\r\n") < 0) {
        text.append((char) in.readUnsignedByte());
      }
    } catch (IOException broken) {
      throw new UncheckedIOException("after: " + text, broken);
    }
    head = text.toString();
    return head;
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
