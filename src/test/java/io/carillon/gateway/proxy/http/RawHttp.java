package io.carillon.gateway.proxy.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** One end of an HTTP connection, byte by byte, with a deadline. Blocks; for one thread. */
final class RawHttp implements Closeable {
  private static final int DEADLINE_MILLIS = 10_000;

  private final Socket socket;
  private final DataInputStream in;

  RawHttp(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(DEADLINE_MILLIS);
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  static RawHttp connect(int port) {
    return connect(port, 0);
  }

  /**
   * @param receiveBuffer 0 for the system's own size
   */
  static RawHttp connect(int port, int receiveBuffer) {
    try {
      Socket socket = new Socket();
      if (receiveBuffer > 0) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return new RawHttp(socket);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Sends one request on a connection of its own, and returns all that comes until its end. */
  static String whole(int port, String request) {
    try (RawHttp client = connect(port)) {
      client.send(request);
      return client.rest();
    }
  }

  RawHttp send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawHttp send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return this;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Up to and with the next empty line. */
  String head() {
    StringBuilder text = new StringBuilder();
    try {
      while (text.length() < 4 || text.indexOf("\r\n\r\n", text.length() - 4) < 0) {
        text.append((char) in.readUnsignedByte());
      }
      return text.toString();
    } catch (IOException broken) {
      throw new UncheckedIOException("after: " + text, broken);
    }
  }

  String text(int length) {
    return new String(bytes(length), StandardCharsets.ISO_8859_1);
  }

  byte[] bytes(int length) {
    try {
      byte[] bytes = new byte[length];
      in.readFully(bytes);
      return bytes;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Whether something has come that was not read. */
  boolean isReadable() {
    try {
      return in.available() > 0;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** All that comes until the other end says that it is the end; fails when that is a reset. */
  String rest() {
    try {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      in.transferTo(all);
      return all.toString(StandardCharsets.ISO_8859_1);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Reads to the end; whether it was a reset. */
  boolean isReset() {
    try {
      in.transferTo(java.io.OutputStream.nullOutputStream());
      return false;
    } catch (SocketException reset) {
      return true;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Says that nothing more comes. */
  void shutdownOutput() {
    try {
      socket.shutdownOutput();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Closes so that the other end sees a reset. */
  void reset() {
    try {
      socket.setSoLinger(true, 0);
    } catch (SocketException broken) {
      throw new UncheckedIOException(broken);
    }
    close();
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
