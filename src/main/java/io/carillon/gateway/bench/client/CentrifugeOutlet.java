package io.carillon.gateway.bench.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Publishes with commands of the Centrifuge protocol in JSON; tickets are their ids. */
final class CentrifugeOutlet extends LineOutlet {
  private static final int MOST_OPEN = 1024;

  /** Below all tickets. */
  private static final int CONNECT = 1;

  private static final byte[] PUBLISHED = CentrifugeDialect.ascii(",\"publish\":{}}");
  private static final byte[] ID = CentrifugeDialect.ascii("{\"id\":");
  private static final byte[] END = CentrifugeDialect.ascii("\"}}");

  private final String token;
  private boolean pong;
  private int open;

  CentrifugeOutlet(
      Endpoint endpoint, String path, String subprotocol, String token, Answers answers) {
    super(endpoint, path, subprotocol, answers);
    this.token = token;
  }

  @Override
  public boolean isReady() {
    return open < MOST_OPEN && super.isReady();
  }

  @Override
  public void onOpen(Line line) {
    open = 0;
    String with = token.isEmpty() ? "" : "\"token\":" + Json.quoted(token);
    line.send("{\"id\":" + CONNECT + ",\"connect\":{" + with + "}}");
  }

  @Override
  public void publish(long ticket, String channel, ByteBuf message) {
    String head =
        "{\"id\":"
            + (CONNECT + ticket)
            + ",\"publish\":{\"channel\":"
            + Json.quoted(channel)
            + ",\"data\":\"";
    byte[] begin = head.getBytes(StandardCharsets.UTF_8);
    int length = message.readableBytes();
    ByteBuf frame = line().text(begin.length + length + END.length).writeBytes(begin);
    frame.writeBytes(message, message.readerIndex(), length).writeBytes(END);
    line().write(frame);
    open++;
  }

  @Override
  public void onMessage(ByteBuf bytes, int from, int to) {
    for (int at = from; at < to; ) {
      int newline = bytes.indexOf(at, to, (byte) '\n');
      int end = newline < 0 ? to : newline;
      if (line() == null) {
        return; // what came before has ended it
      }
      onReply(bytes, at, end);
      at = end + 1;
    }
  }

  private void onReply(ByteBuf bytes, int from, int to) {
    if (to - from == 2) {
      if (pong) {
        line().send("{}");
      }
    } else if (Texts.startsWith(bytes, from, to, ID)
        && Texts.startsWith(bytes, Math.max(from, to - PUBLISHED.length), to, PUBLISHED)) {
      open--;
      answers().onAccepted(Texts.number(bytes, from + ID.length, to) - CONNECT);
    } else {
      onOther(Json.read(bytes, from, to));
    }
  }

  private void onOther(JsonNode reply) {
    long id = reply.path("id").asLong();
    JsonNode error = reply.path("error");
    if (id == CONNECT && !error.isMissingNode()) {
      line().fail(CentrifugeDialect.refused("connect", error));
    } else if (id == CONNECT) {
      pong = reply.path("connect").path("pong").asBoolean();
      ready();
    } else if (!error.isMissingNode()) {
      open--;
      answers().onRefused(id - CONNECT, CentrifugeDialect.refused("publish", error));
    } else if (!reply.path("publish").isMissingNode()) {
      open--;
      answers().onAccepted(id - CONNECT);
    }
  }
}
