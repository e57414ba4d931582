package io.carillon.gateway.proxy.health;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that does with each connection what it is told to, and keeps it open afterwards. */
final class CheckedBackend implements Closeable {
  private static final int DEADLINE_SECONDS = 50;

  /** What is done with a connection, on a thread of its own. */
  interface Manner {
    /** The socket is left open unless this closes it. */
    void serve(Socket socket, DataInputStream in) throws IOException;
  }

  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<String> notes = new LinkedBlockingQueue<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private volatile Manner manner;

  private CheckedBackend(Manner manner) {
    this.manner = manner;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    begin(this::accept);
  }

  static CheckedBackend of(Manner manner) {
    return new CheckedBackend(manner);
  }

  /** Accepts and says nothing. */
  static CheckedBackend silent() {
    return new CheckedBackend((socket, in) -> {});
  }

  /** Reads a head, which it notes, and gives an answer. */
  static CheckedBackend answering(String answer) {
    CheckedBackend backend = silent();
    backend.answer(answer);
    return backend;
  }

  /** Answers so from now on. */
  void answer(String answer) {
    manner =
        (socket, in) -> {
          note(readHead(in));
          socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        };
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Connections so far. */
  int accepted() {
    return accepted.get();
  }

  /** Keeps what was seen, for {@link #next}. */
  void note(String seen) {
    notes.add(seen);
  }

  /** The next thing that was noted. */
  String next() throws InterruptedException {
    String note = notes.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    if (note == null) {
      throw new AssertionError("nothing came");
    }
    return note;
  }

  /** Up to the empty line, with it. */
  static String readHead(DataInputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        accepted.incrementAndGet();
        open.add(socket);
        begin(() -> serve(socket));
      } catch (IOException closed) {
        // told by isClosed
      }
    }
  }

  private void serve(Socket socket) {
    try {
      manner.serve(socket, new DataInputStream(socket.getInputStream()));
    } catch (IOException gone) {
      // the check has had enough
    }
  }

  private static void begin(Runnable work) {
    Thread thread = new Thread(work, "backend");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
