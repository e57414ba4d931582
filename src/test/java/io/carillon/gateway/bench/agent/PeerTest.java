package io.carillon.gateway.bench.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeerTest {
  private static final int SECONDS = 20;

  private final Vertx vertx = Vertx.vertx();
  private final CompletableFuture<String> ended = new CompletableFuture<>();

  @AfterEach
  void close() throws Exception {
    vertx.close().await(SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void aStrangerDoesNotStayBySayingThatItIsThere() throws Exception {
    NetSocket stranger = connect(500, message -> {});

    vertx.setPeriodic(1, 100, tick -> stranger.write("{\"is\":\"alive\"}\n"));

    assertEquals("does not answer", ended.get(SECONDS, TimeUnit.SECONDS));
  }

  @Test
  void oneWhoseMessageCannotBeHandledIsOver() throws Exception {
    NetSocket socket =
        connect(
            60_000,
            message -> {
              throw new IllegalStateException("a bug");
            });

    socket.write("{\"is\":\"stop\"}\n");

    assertEquals("message failed", ended.get(SECONDS, TimeUnit.SECONDS));
  }

  private NetSocket connect(long patienceMillis, Consumer<Message> taken) throws Exception {
    NetServer server =
        vertx
            .createNetServer()
            .connectHandler(
                socket ->
                    new Peer(
                        vertx,
                        socket,
                        TimeUnit.MILLISECONDS.toNanos(patienceMillis),
                        taken,
                        ended::complete))
            .listen(0, "127.0.0.1")
            .await(SECONDS, TimeUnit.SECONDS);
    return vertx
        .createNetClient()
        .connect(server.actualPort(), "127.0.0.1")
        .await(SECONDS, TimeUnit.SECONDS);
  }
}
