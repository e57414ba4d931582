package io.carillon.gateway.testkit;

import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One connection to the admin listener of a node, kept alive, one request at a time. Blocks; for
 * one thread. After a failure it is of no more use.
 */
public final class HttpLine implements Closeable {
  private static final Duration CONNECT = Duration.ofSeconds(2);

  private final Socket socket;
  private final DataInputStream in;
  private boolean ended;

  private HttpLine(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /**
   * Connects; when this fails, nothing was sent.
   *
   * @param patience with each answer
   */
  public static HttpLine open(NodeAddress node, Duration patience) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(
          new InetSocketAddress(node.host(), node.adminPort()), (int) CONNECT.toMillis());
      socket.setSoTimeout((int) patience.toMillis());
      return new HttpLine(socket);
    } catch (IOException failure) {
      socket.close();
      throw failure;
    }
  }

  /** Calls a method of the API once, on a connection of its own, and returns the whole answer. */
  public static JsonObject call(
      NodeAddress node, Duration patience, String method, JsonObject request) {
    try (HttpLine line = open(node, patience)) {
      return line.call(method, request.encode());
    } catch (IOException failure) {
      throw new UncheckedIOException(method + " on " + node, failure);
    }
  }

  /** The status of a path; 0 when there is no answer. */
  public static int status(NodeAddress node, Duration patience, String path) {
    try (HttpLine line = open(node, patience)) {
      line.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      return line.read().status();
    } catch (IOException failure) {
      return 0;
    }
  }

  /** Calls a method of the API and returns the whole answer, result or error. */
  public JsonObject call(String method, String request) throws IOException {
    byte[] body = request.getBytes(StandardCharsets.UTF_8);
    send(
        "POST /api/"
            + method
            + " HTTP/1.1\r\nHost: localhost\r\nX-API-Key: "
            + NodeAddress.API_KEY
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length
            + "\r\n\r\n"
            + request);
    Answer answer = read();
    if (!answer.body().startsWith("{")) {
      throw new IOException("answered " + answer.status() + " " + answer.body().strip());
    }
    return new JsonObject(answer.body());
  }

  /** Whether the node has said that it takes no further request here. */
  public boolean isEnded() {
    return ended;
  }

  private void send(String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  // Knows bodies with a length only: the node sends no others.
  private Answer read() throws IOException {
    int status = Integer.parseInt(line().split(" ")[1]);
    int length = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).strip());
      } else if (line.equalsIgnoreCase("connection: close")) {
        ended = true;
      }
    }
    return new Answer(status, new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private record Answer(int status, String body) {}
}
