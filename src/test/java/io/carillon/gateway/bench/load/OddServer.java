package io.carillon.gateway.bench.load;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.TlsFiles;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that does to echoes what its path says: {@code /faithful}, {@code /lossy}, {@code
 * /doubling}, {@code /swapping}, {@code /ending}, {@code /everybody}, {@code /refusing}; that
 * speaks Socket.IO at {@code /socket.io/}, whose clients hear what is posted; and that answers
 * {@code /status/503} with that.
 */
final class OddServer implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private final Set<ServerWebSocket> socketIo = ConcurrentHashMap.newKeySet();
  private final Set<ServerWebSocket> everybody = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();

  private OddServer(HttpServerOptions options) {
    server =
        vertx
            .createHttpServer(options)
            .webSocketHandshakeHandler(
                handshake -> {
                  if (handshake.path().startsWith("/status/")) {
                    handshake.reject(Integer.parseInt(handshake.path().substring(8)));
                  } else if (!handshake.path().equals("/silent")) {
                    handshake.accept();
                  }
                })
            .webSocketHandler(this::onSocket)
            .requestHandler(this::onRequest);
    Await.await(server.listen(0, "127.0.0.1"));
  }

  static OddServer start() {
    return new OddServer(new HttpServerOptions());
  }

  static OddServer startTls(TlsFiles files) {
    return new OddServer(
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .addCertPath(files.certificate().toString())
                    .addKeyPath(files.key().toString())));
  }

  String url(String path) {
    return "ws://127.0.0.1:" + server.actualPort() + path;
  }

  String publish() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  private void onSocket(ServerWebSocket socket) {
    if (socket.path().equals("/socket.io/")) {
      socket.textMessageHandler(text -> onSocketIo(socket, text));
      socket.writeTextMessage("0{\"sid\":\"x\",\"pingInterval\":25000,\"pingTimeout\":20000}");
      socket.closeHandler(closed -> socketIo.remove(socket));
      return;
    }
    if (socket.path().equals("/everybody")) {
      everybody.add(socket);
      socket.textMessageHandler(text -> everybody.forEach(one -> one.writeTextMessage(text)));
      socket.closeHandler(closed -> everybody.remove(socket));
      return;
    }
    if (socket.path().equals("/refusing")) {
      socket.textMessageHandler(text -> socket.close((short) 1003, "no echoes here"));
      return;
    }
    String[] held = {null};
    socket.textMessageHandler(text -> echo(socket, text, count.incrementAndGet() % 5 == 0, held));
  }

  private static void echo(ServerWebSocket socket, String text, boolean odd, String[] held) {
    switch (odd ? socket.path() : "/faithful") {
      case "/lossy" -> {}
      case "/doubling" -> {
        socket.writeTextMessage(text);
        socket.writeTextMessage(text);
      }
      case "/swapping" -> held[0] = text;
      case "/ending" -> socket.close((short) 4001, "that will do");
      default -> {
        socket.writeTextMessage("echo " + text);
        if (held[0] != null) {
          socket.writeTextMessage(held[0]);
          held[0] = null;
        }
      }
    }
  }

  private void onSocketIo(ServerWebSocket socket, String text) {
    if (text.equals("40")) {
      socket.writeTextMessage("2");
    } else if (text.equals("3")) { // one that answers no ping is not let in
      socketIo.add(socket);
      socket.writeTextMessage("40{\"sid\":\"y\"}");
      socket.writeTextMessage("40{\"sid\":\"y\"}"); // clients have to bear that
    }
  }

  private void onRequest(HttpServerRequest request) {
    if (request.path().startsWith("/status/")) {
      request.response().setStatusCode(Integer.parseInt(request.path().substring(8))).end();
      return;
    }
    request
        .body()
        .onSuccess(
            body -> {
              String data = new JsonObject(body).getString("data");
              socketIo.forEach(one -> one.writeTextMessage("42[\"news\",\"" + data + "\"]"));
              request.response().end("{\"result\":{}}");
            });
  }

  @Override
  public void close() {
    Await.await(vertx.close());
  }
}
