package io.carillon.gateway.bench.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Socket.IO 5 on Engine.IO 4, over a WebSocket from the first byte on, as far as it takes to
 * connect to the default namespace and to hear its events.
 */
final class SocketIoDialect extends Dialect {
  private static final String CONNECT = "40";
  private static final int NO_TYPE = -1;

  private int patienceSeconds;

  SocketIoDialect(Way way, Hearing hearing) {
    super(way, hearing);
  }

  private static String complete(String path) {
    String more = path.contains("EIO=") ? "" : "EIO=4&";
    more += path.contains("transport=") ? "" : "transport=websocket&";
    if (more.isEmpty()) {
      return path;
    }
    return path + (path.contains("?") ? "&" : "?") + more.substring(0, more.length() - 1);
  }

  @Override
  Opening opening() {
    return new Opening(complete(path()), true, Map.of());
  }

  @Override
  public boolean isAcknowledged() {
    return true;
  }

  @Override
  public int patienceSeconds() {
    return patienceSeconds;
  }

  @Override
  void greet(Line line) {
    patienceSeconds = 0;
  }

  @Override
  public void onMessage(ByteBuf bytes, int from, int to) {
    int packet = from < to ? bytes.getByte(from) : NO_TYPE;
    if (packet == '0') {
      JsonNode open = Json.read(bytes, from + 1, to);
      int millis = open.path("pingInterval").asInt() + open.path("pingTimeout").asInt();
      patienceSeconds = (millis + 999) / 1000;
      line().send(CONNECT);
    } else if (packet == '2') {
      line().send("3");
    } else if (packet == '4') {
      onPacket(to - from > 1 ? bytes.getByte(from + 1) : NO_TYPE, bytes, from + 2, to);
    } else if (packet == '1') {
      line().fail("closed by the server with an Engine.IO close");
    }
  }

  private void onPacket(int type, ByteBuf bytes, int from, int to) {
    if (type == '0') {
      hearing().onHears();
    } else if (type == '2') {
      hearing().onPayload(bytes, from, to);
    } else if (type == '4') {
      String why = bytes.toString(from, Math.min(to - from, 100), StandardCharsets.UTF_8);
      line().fail("the namespace was refused: " + why);
    } else if (type == '1') {
      line().fail("disconnected from the namespace");
    }
  }
}
