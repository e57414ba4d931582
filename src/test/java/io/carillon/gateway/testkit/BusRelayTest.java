package io.carillon.gateway.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BusRelayTest {
  private final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
  private ServerSocket bus;
  private BusRelay relay;

  @BeforeEach
  void listen() throws IOException {
    bus = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve);
    thread.setDaemon(true);
    thread.start();
    relay = BusRelay.before(bus.getLocalPort());
  }

  @AfterEach
  void close() throws IOException {
    relay.close();
    bus.close();
  }

  @Test
  void losesEverySoManiethMessageAndNothingElse() throws Exception {
    relay.dropEvery(3);
    try (Socket peer = dial()) {
      for (int i = 1; i <= 7; i++) {
        send(peer, "message " + i);
        send(peer, "1234567__vertx_ping");
      }

      List<String> heard = List.of("message 1", "message 2", "message 4", "message 5", "message 7");
      for (String message : heard) {
        assertEquals(message, nextBut("1234567__vertx_ping"));
      }
      assertEquals(2, relay.dropped());
    }
  }

  @Test
  void cutResetsWhatIsOpenAndRefusesWhatComesUntilItIsRestored() throws Exception {
    try (Socket peer = dial()) {
      send(peer, "before");
      assertEquals("before", arrived.poll(5, TimeUnit.SECONDS));

      relay.cut();

      assertThrows(IOException.class, () -> new DataInputStream(peer.getInputStream()).readByte());
      assertThrows(ConnectException.class, this::dial);
    }
    relay.restore();
    try (Socket peer = dial()) {
      send(peer, "after");
      assertEquals("after", arrived.poll(5, TimeUnit.SECONDS));
    }
  }

  @Test
  void blackholeTakesEverythingAndIsResetWhenItIsRestored() throws Exception {
    relay.blackhole();
    try (Socket peer = dial()) {
      send(peer, "swallowed");
      relay.restore();
      assertThrows(IOException.class, () -> new DataInputStream(peer.getInputStream()).readByte());
    }
    try (Socket peer = dial()) {
      send(peer, "after");
      assertEquals("after", arrived.poll(5, TimeUnit.SECONDS));
    }
  }

  private Socket dial() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), relay.port());
  }

  private String nextBut(String ignored) throws InterruptedException {
    String next = arrived.poll(5, TimeUnit.SECONDS);
    while (ignored.equals(next)) {
      next = arrived.poll(5, TimeUnit.SECONDS);
    }
    return next;
  }

  private static void send(Socket peer, String message) throws IOException {
    DataOutputStream out = new DataOutputStream(peer.getOutputStream());
    byte[] bytes = message.getBytes(StandardCharsets.ISO_8859_1);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private void serve() {
    while (!bus.isClosed()) {
      try (Socket peer = bus.accept()) {
        DataInputStream in = new DataInputStream(peer.getInputStream());
        while (true) {
          arrived.add(new String(in.readNBytes(in.readInt()), StandardCharsets.ISO_8859_1));
        }
      } catch (EOFException end) {
        // the next one
      } catch (IOException broken) {
        // the next one, or closed
      }
    }
  }
}
