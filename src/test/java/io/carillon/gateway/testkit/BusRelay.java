package io.carillon.gateway.testkit;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands on loopback before the event bus of a node, so that what the other nodes send to it can be
 * cut, swallowed or lost. What it sends to them goes past, through theirs. Callable from any
 * thread.
 */
public final class BusRelay implements Closeable {
  private static final int MOST_FRAME_BYTES = 64 << 20;
  private static final byte[] PING = "__vertx_ping".getBytes(StandardCharsets.ISO_8859_1);

  private final int port;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong messages = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private ServerSocket listener;
  private Thread acceptor;
  private volatile boolean swallows;
  private volatile int dropEvery;

  private BusRelay(int port, int target) {
    this.port = port;
    this.target = target;
    listen();
  }

  /** Stands before a port of loopback, on whose other side somebody listens sooner or later. */
  public static BusRelay before(int target) {
    return new BusRelay(Ports.free(), target);
  }

  /** What peers are to dial. */
  public int port() {
    return port;
  }

  /** Resets what is open and refuses what comes. */
  public synchronized void cut() {
    close();
  }

  /** Takes everything, connections too, and passes nothing on. */
  public void blackhole() {
    swallows = true;
  }

  /** Loses every so-manieth message; 0 for none. Pings of the bus are left alone. */
  public void dropEvery(int messages) {
    dropEvery = messages;
  }

  /** Messages lost by {@link #dropEvery}. */
  public long dropped() {
    return dropped.get();
  }

  /** Passes everything on. What was open while it swallowed is reset, for bytes are missing. */
  public synchronized void restore() {
    dropEvery = 0;
    if (swallows) {
      close();
      swallows = false;
    }
    if (listener.isClosed()) {
      listen();
    }
  }

  private void listen() {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      listener = socket;
      acceptor = begin("relay " + port, () -> accept(socket));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket peer = socket.accept();
        open.add(peer);
        begin("relay from " + peer.getPort(), () -> connect(peer));
      } catch (IOException closed) {
        // told by isClosed
      }
    }
  }

  private void connect(Socket peer) {
    Socket node = new Socket();
    open.add(node);
    try {
      node.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
      node.setTcpNoDelay(true);
      peer.setTcpNoDelay(true);
      begin("relay to " + peer.getPort(), () -> copyBack(node, peer));
      copyFrames(peer, node);
    } catch (IOException broken) {
      reset(peer);
      reset(node);
    }
  }

  private void copyFrames(Socket from, Socket to) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(from.getInputStream()));
    OutputStream out = to.getOutputStream();
    while (true) {
      int length = in.readInt();
      if (length < 0 || length > MOST_FRAME_BYTES) {
        throw new IOException("no message of the bus: " + length + " bytes");
      }
      byte[] frame = in.readNBytes(length);
      if (!swallows && !isLost(frame)) {
        out.write(ByteBuffer.allocate(4 + frame.length).putInt(length).put(frame).array());
      }
    }
  }

  private boolean isLost(byte[] frame) {
    int every = dropEvery;
    if (every == 0 || isPing(frame) || messages.incrementAndGet() % every != 0) {
      return false;
    }
    dropped.incrementAndGet();
    return true;
  }

  // A frame begins with version, codec and kind, and the length and bytes of the address.
  private static boolean isPing(byte[] frame) {
    int at = 7;
    if (frame.length < at + PING.length) {
      return false;
    }
    for (byte expected : PING) {
      if (frame[at++] != expected) {
        return false;
      }
    }
    return true;
  }

  // The node answers pings here, and says nothing else.
  private void copyBack(Socket node, Socket peer) {
    try {
      InputStream in = node.getInputStream();
      OutputStream out = peer.getOutputStream();
      byte[] bytes = new byte[1024];
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        if (!swallows) {
          out.write(bytes, 0, read);
        }
      }
    } catch (IOException broken) {
      // ends both, as the end does
    }
    reset(peer);
    reset(node);
  }

  private void reset(Socket socket) {
    open.remove(socket);
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException alreadyClosed) {
      // as wanted
    }
  }

  private static Thread begin(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Override
  public synchronized void close() {
    try {
      listener.close();
      // The system goes on listening until the thread has noticed.
      acceptor.join();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
    open.forEach(this::reset);
  }
}
