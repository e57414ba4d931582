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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Speaks to a Redis on loopback, one command at a time, in RESP 2. For one thread. */
public final class RedisLine implements Closeable {
  private final Socket socket;
  private final DataInputStream in;

  /** What Redis refused, with its words. */
  public static final class Refusal extends RuntimeException {
    private Refusal(String words) {
      super(words);
    }
  }

  private RedisLine(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /**
   * Dials.
   *
   * @param patience with the dial, and with each answer
   */
  public static RedisLine open(int port, Duration patience) {
    int millis = (int) patience.toMillis();
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), millis);
      socket.setSoTimeout(millis);
      socket.setTcpNoDelay(true);
      return new RedisLine(socket);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * Sends a command and waits for the answer.
   *
   * @return a string, a Long, a list of these, or null for nil
   */
  public Object call(String... command) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.writeBytes(ascii("*" + command.length + "\r\n"));
      for (String word : command) {
        byte[] content = word.getBytes(StandardCharsets.UTF_8);
        bytes.writeBytes(ascii("$" + content.length + "\r\n"));
        bytes.writeBytes(content);
        bytes.writeBytes(ascii("\r\n"));
      }
      socket.getOutputStream().write(bytes.toByteArray());
      return reply();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Object reply() throws IOException {
    String line = line();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> rest;
      case ':' -> Long.parseLong(rest);
      case '-' -> throw new Refusal(rest);
      case '$' -> bulk(Integer.parseInt(rest));
      case '*' -> list(Integer.parseInt(rest));
      default -> throw new IllegalStateException("no RESP: " + line);
    };
  }

  private String bulk(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    byte[] bytes = in.readNBytes(length);
    in.skipNBytes(2);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private List<Object> list(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      all.add(reply());
    }
    return all;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\r'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("hung up");
      }
      line.append((char) next);
    }
    in.skipNBytes(1);
    return line.toString();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
