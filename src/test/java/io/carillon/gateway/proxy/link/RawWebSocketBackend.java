package io.carillon.gateway.proxy.link;

import io.carillon.gateway.wire.Handshake;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.ServerSocketFactory;

/** A target that does what a test tells it, byte by byte. Blocks; for one thread. */
final class RawWebSocketBackend implements Closeable {
  private static final int DEADLINE_MILLIS = 10_000;
  private static final String KEY = "Sec-WebSocket-Key: ";

  private final ServerSocket listener;

  RawWebSocketBackend() {
    this(ServerSocketFactory.getDefault());
  }

  /**
   * @param sockets plain ones, or those of TLS
   */
  RawWebSocketBackend(ServerSocketFactory sockets) {
    try {
      listener = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
      listener.setSoTimeout(DEADLINE_MILLIS);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  /** The next connection to it, on which nothing has been read. */
  Peer next() {
    try {
      Socket socket = listener.accept();
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(DEADLINE_MILLIS);
      return new Peer(socket);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The next connection, whose handshake it accepts. */
  Peer accept() {
    Peer peer = next();
    peer.readHead();
    peer.send(peer.acceptance());
    return peer;
  }

  /** An unmasked frame whose first byte, flags and opcode, is given. */
  static byte[] frame(int firstByte, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(firstByte);
    if (payload.length < 126) {
      out.write(payload.length);
    } else if (payload.length < 1 << 16) {
      out.write(126);
      out.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
    } else {
      out.write(127);
      out.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
    }
    out.writeBytes(payload);
    return out.toByteArray();
  }

  static byte[] frame(int firstByte, String payload) {
    return frame(firstByte, payload.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** One connection. */
  static final class Peer implements Closeable {
    private final Socket socket;
    private final DataInputStream in;
    private String head = "";

    private Peer(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** The head of the request. */
    String readHead() {
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

    /** A good answer to the request, with these lines on top. */
    String acceptance(String... lines) {
      int key = head.indexOf(KEY) + KEY.length();
      StringBuilder answer =
          new StringBuilder(
              "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n");
      answer.append("Sec-WebSocket-Accept: ");
      answer.append(Handshake.accept(head.substring(key, head.indexOf('\r', key))));
      answer.append("\r\n");
      for (String line : lines) {
        answer.append(line).append("\r\n");
      }
      return answer.append("\r\n").toString();
    }

    void send(String text) {
      send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) {
      try {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }

    void sendText(String text) {
      send(frame(0x81, text));
    }

    /** So many bytes. */
    byte[] read(int count) {
      try {
        byte[] bytes = new byte[count];
        in.readFully(bytes);
        return bytes;
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }

    /** Reads to the end, orderly or not; returns how many bytes came before it. */
    int awaitEnd() {
      int count = 0;
      try {
        while (in.read() >= 0) {
          count++;
        }
      } catch (SocketException reset) {
        // an end too
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
      return count;
    }

    /** Says no more, and still listens. */
    void end() {
      try {
        socket.shutdownOutput();
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }

    /** Ends it as a process does that is killed with something unread. */
    void reset() {
      try {
        socket.setSoLinger(true, 0);
        socket.close();
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
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
}
