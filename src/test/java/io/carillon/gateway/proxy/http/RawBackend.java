package io.carillon.gateway.proxy.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A target that does whatever it is told on each connection, each on a thread of its own. */
final class RawBackend implements AutoCloseable {
  private final ServerSocket server;
  private final BlockingQueue<RawHttp> accepted = new LinkedBlockingQueue<>();
  private final List<RawHttp> all = new CopyOnWriteArrayList<>();
  private final Consumer<RawHttp> script;
  private volatile boolean over;

  private RawBackend(Consumer<RawHttp> script) throws IOException {
    this.script = script;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  /** Runs the script for each connection. */
  static RawBackend start(Consumer<RawHttp> script) {
    try {
      return new RawBackend(script);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Gives each connection to whoever asks {@link #next}. */
  static RawBackend start() {
    return start(connection -> {});
  }

  /** Answers each request without a body with these bytes. */
  static RawBackend answering(String answer) {
    return start(
        connection -> {
          while (true) {
            connection.head();
            connection.send(answer);
          }
        });
  }

  /** Reads one head, sends these bytes and closes. */
  static RawBackend saying(String bytes) {
    return start(
        connection -> {
          connection.head();
          connection.send(bytes);
          connection.close();
        });
  }

  int port() {
    return server.getLocalPort();
  }

  /** Connections so far. */
  int connections() {
    return all.size();
  }

  /** The next connection; fails when none comes. */
  RawHttp next() {
    try {
      RawHttp connection = accepted.poll(50, TimeUnit.SECONDS);
      if (connection == null) {
        throw new AssertionError("nobody connected");
      }
      return connection;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private void accept() {
    try {
      while (true) {
        RawHttp connection = new RawHttp(server.accept());
        all.add(connection);
        if (over) {
          connection.close(); // it came while nobody was accepted any more
          return;
        }
        accepted.add(connection);
        start(() -> run(connection));
      }
    } catch (IOException closed) {
      // the end
    }
  }

  private void run(RawHttp connection) {
    try {
      script.accept(connection);
    } catch (UncheckedIOException ended) {
      connection.close();
    }
  }

  private static void start(Runnable run) {
    Thread thread = new Thread(run, "backend");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    over = true;
    try {
      server.close();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    all.forEach(RawHttp::close);
  }
}
