package io.carillon.gateway.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands on loopback before somebody who listens, so that connections can be made to hang as they
 * do when a network or a firewall forgets them. Callable from any thread.
 */
public final class TcpRelay implements Closeable {
  private static final int BUFFER_BYTES = 16 << 10;

  private final ServerSocket listener;
  private volatile int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();

  /** Connections of a generation before this one pass nothing on, ever. */
  private volatile int generation;

  private boolean frozen;

  private TcpRelay(ServerSocket listener, int target) {
    this.listener = listener;
    this.target = target;
  }

  /** Stands before a port of loopback. */
  public static TcpRelay before(int target) {
    try {
      TcpRelay relay =
          new TcpRelay(
              new ServerSocket(Ports.free(), 50, InetAddress.getLoopbackAddress()), target);
      relay.begin("relay to " + target, relay::accept);
      return relay;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** What clients are to dial. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Who dials from now on comes to another port of loopback. */
  public void aimAt(int port) {
    target = port;
  }

  /** Connections so far. */
  public int accepted() {
    return accepted.get();
  }

  /** Nothing passes, neither bytes nor ends; who dials hears nothing. */
  public synchronized void freeze() {
    frozen = true;
  }

  /** All that waited passes. */
  public synchronized void thaw() {
    frozen = false;
    notifyAll();
  }

  /** What is open now hangs for ever, on both sides; who dials again is served. */
  public synchronized void strand() {
    generation++;
    thaw();
  }

  /** Resets what is open. */
  public void reset() {
    open.forEach(this::end);
  }

  private synchronized void awaitThaw() {
    while (frozen && !listener.isClosed()) {
      try {
        wait();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        awaitThaw();
        open.add(client);
        accepted.incrementAndGet();
        int born = generation;
        begin("relay from " + client.getPort(), () -> connect(client, born));
      } catch (IOException closed) {
        // told by isClosed
      }
    }
  }

  private void connect(Socket client, int born) {
    Socket server = new Socket();
    open.add(server);
    try {
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
      server.setTcpNoDelay(true);
      client.setTcpNoDelay(true);
    } catch (IOException refused) {
      end(server);
      end(client);
      return;
    }
    begin("relay back to " + client.getPort(), () -> copy(server, client, born));
    copy(client, server, born);
  }

  private void copy(Socket from, Socket to, int born) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] bytes = new byte[BUFFER_BYTES];
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        awaitThaw();
        if (born != generation) {
          return;
        }
        out.write(bytes, 0, read);
      }
    } catch (IOException broken) {
      // ends both, as the end does
    }
    awaitThaw();
    if (born == generation || listener.isClosed()) {
      end(from);
      end(to);
    }
  }

  private void end(Socket socket) {
    open.remove(socket);
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException alreadyClosed) {
      // as wanted
    }
  }

  private void begin(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    thaw();
    reset();
  }
}
