package io.carillon.gateway.proxy.inject;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.config.InjectConfig;
import io.carillon.gateway.testkit.Frame;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.wire.Handshake;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A close frame is the last word, whatever its code and whatever is published meanwhile. */
class CloseWhilePublishingTest {
  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
  private static final int BEFORE = 20;

  private ServerSocket backend;
  private InjectionServer server;
  private RawWebSocket client;
  private Socket target;
  private Thread publisher;
  private volatile boolean publishing = true;

  @BeforeEach
  void open() throws Exception {
    backend = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    server = new InjectionServer(InjectConfig.PLAIN, "/", backend.getLocalPort(), "news");
    client = RawWebSocket.connect(0, server.port());
    client.sendRaw(RawWebSocket.request("/").getBytes(StandardCharsets.US_ASCII));
    target = backend.accept();
    target.setSoTimeout(10_000);
    readHead();
    String accept =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + Handshake.accept(KEY)
            + "\r\n\r\n";
    send(accept.getBytes(StandardCharsets.US_ASCII));
    client.readAnswer();
    server.awaitHeard(Map.of("news", 1));
    publisher = new Thread(this::publish, "publisher");
  }

  @AfterEach
  void close() throws Exception {
    publishing = false;
    publisher.join();
    client.close();
    target.close();
    server.awaitNothing();
    server.close();
    backend.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1005, 1006, 1015})
  void nothingIsPutInBehindIt(int code) throws Exception {
    publisher.start();
    for (int i = 0; i < BEFORE; i++) {
      assertEquals("\"news\"", client.readText());
    }

    send(new byte[] {(byte) 0x88, 2, (byte) (code >> 8), (byte) code});

    assertEquals("close " + code + " ", client.readClose().toString());
    assertNothingFollows();
  }

  @ParameterizedTest
  @ValueSource(ints = {1005, 1006, 1015})
  void nothingThatWaitedForAMessageIsPutInBehindIt(int code) throws Exception {
    send(new byte[] {0x01, 1, 'a'});
    assertEquals(0x01, client.readByte());
    client.readBytes(2);
    publisher.start();
    for (int i = 0; i < BEFORE; i++) {
      server.publish("news", "\"more\"");
    }

    send(new byte[] {(byte) 0x88, 2, (byte) (code >> 8), (byte) code});

    Frame next = client.read();
    assertEquals("close " + code + " ", next.toString());
    assertNothingFollows();
  }

  // Publications go on while the client answers, as slowly as it likes.
  private void assertNothingFollows() throws Exception {
    for (int i = 0; i < BEFORE; i++) {
      server.publish("news", "\"late\"");
    }
    client.send(0x88, new byte[0]);
    target.shutdownOutput();
    assertEquals("", client.readRest());
  }

  private void publish() {
    while (publishing) {
      server.publish("news", "\"news\"");
    }
  }

  private void readHead() throws IOException {
    DataInputStream in = new DataInputStream(target.getInputStream());
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
  }

  private void send(byte[] bytes) throws IOException {
    target.getOutputStream().write(bytes);
    target.getOutputStream().flush();
  }
}
