package io.carillon.gateway.bench.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The Centrifuge client protocol v2 in JSON: connects, subscribes, answers pings, and after a loss
 * asks for what it missed. A publication is not taken apart: only its offset is looked for, at its
 * end, and only where it is needed.
 */
final class CentrifugeDialect extends Dialect {
  /** What a client waits beyond the interval of pings, as the SDKs do. */
  private static final int GRACE_SECONDS = 10;

  /** The id of the connect command; those of subscribe commands follow. */
  private static final int CONNECT = 1;

  private static final byte[] PUSH = ascii("{\"push\":{\"channel\":\"");
  private static final byte[] PUB = ascii("\",\"pub\":{");
  private static final byte[] OFFSET = ascii("\"offset\":");

  private final Map<String, String> headers;
  private final String token;
  private final List<Place> places = new ArrayList<>();

  private int pingSeconds;
  private boolean pong;
  private int awaited;

  CentrifugeDialect(
      Way way, String subprotocol, String token, List<String> channels, Hearing hearing) {
    super(way, hearing);
    this.headers = RawDialect.subprotocolHeader(subprotocol);
    this.token = token;
    channels.forEach(channel -> places.add(new Place(channel)));
  }

  @Override
  Opening opening() {
    return new Opening(path(), true, headers);
  }

  @Override
  public boolean isAcknowledged() {
    return true;
  }

  @Override
  public int patienceSeconds() {
    return pingSeconds == 0 ? 0 : pingSeconds + GRACE_SECONDS;
  }

  @Override
  void greet(Line line) {
    awaited = places.size();
    pingSeconds = 0;
    String with = token.isEmpty() ? "" : "\"token\":" + Json.quoted(token);
    line.send("{\"id\":" + CONNECT + ",\"connect\":{" + with + "}}");
  }

  // All in one frame; not with the connect command, so that its refusal is heard.
  private void onConnected(JsonNode result) {
    pingSeconds = result.path("ping").asInt();
    pong = result.path("pong").asBoolean();
    StringBuilder commands = new StringBuilder();
    for (int i = 0; i < places.size(); i++) {
      commands.append(i == 0 ? "" : "\n").append("{\"id\":").append(CONNECT + 1 + i);
      commands.append(",\"subscribe\":{").append(places.get(i).request()).append("}}");
    }
    line().send(commands.toString());
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
    } else if (!Texts.startsWith(bytes, from, to, PUSH) || !onPush(bytes, from, to)) {
      onOther(bytes, from, to);
    }
  }

  // Whether it is a publication to a channel of ours that looks as all of them do.
  private boolean onPush(ByteBuf bytes, int from, int to) {
    int name = from + PUSH.length;
    for (int i = 0; i < places.size(); i++) {
      Place place = places.get(i);
      int behind = name + place.name.length;
      if (Texts.startsWith(bytes, name, to, place.name)
          && Texts.startsWith(bytes, behind, to, PUB)) {
        if (place.recoverable) {
          int offset = Texts.lastIndexOf(bytes, behind, to, OFFSET);
          place.moveTo(offset < 0 ? 0 : Texts.number(bytes, offset + OFFSET.length, to));
        }
        hearing().onPayload(bytes, from, to);
        return true;
      }
    }
    return false;
  }

  private void onOther(ByteBuf bytes, int from, int to) {
    JsonNode reply = Json.read(bytes, from, to);
    int id = reply.path("id").asInt();
    JsonNode error = reply.path("error");
    JsonNode push = reply.path("push");
    if (!error.isMissingNode()) {
      line().fail(refused(id == CONNECT ? "connect" : "subscribe", error));
    } else if (id == CONNECT) {
      onConnected(reply.path("connect"));
    } else if (id > CONNECT && id <= CONNECT + places.size()) {
      onSubscribed(places.get(id - CONNECT - 1), reply.path("subscribe"), bytes, from, to);
    } else if (!push.path("pub").isMissingNode()) {
      moveTo(push.path("channel").asText(), push.path("pub").path("offset").asLong());
      hearing().onPayload(bytes, from, to);
    } else if (!push.path("unsubscribe").isMissingNode()) {
      line()
          .fail("unsubscribed by the server with " + push.path("unsubscribe").path("code").asInt());
    }
  }

  private void onSubscribed(Place place, JsonNode result, ByteBuf bytes, int from, int to) {
    boolean unrecovered = place.recoverable && !result.path("recovered").asBoolean();
    place.recoverable = result.path("recoverable").asBoolean();
    place.epoch = result.path("epoch").asText();
    place.offset = result.path("offset").asLong();
    if (unrecovered) {
      hearing().onUnrecovered();
    }
    if (--awaited == 0) {
      hearing().onHears();
    }
    if (!result.path("publications").isEmpty()) {
      hearing().onPayload(bytes, from, to);
    }
  }

  private void moveTo(String channel, long offset) {
    places.stream()
        .filter(place -> place.channel.equals(channel))
        .forEach(place -> place.moveTo(offset));
  }

  static String refused(String what, JsonNode error) {
    return what
        + " was refused with error "
        + error.path("code").asInt()
        + ", "
        + error.path("message").asText();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Where it stands in a channel. */
  private static final class Place {
    final String channel;

    /** As it stands in JSON, without its quotes. */
    final byte[] name;

    boolean recoverable;
    String epoch = "";
    long offset;

    Place(String channel) {
      this.channel = channel;
      String quoted = Json.quoted(channel);
      this.name = quoted.substring(1, quoted.length() - 1).getBytes(StandardCharsets.UTF_8);
    }

    String request() {
      String wanted = "\"channel\":" + Json.quoted(channel);
      return recoverable
          ? wanted + ",\"recover\":true,\"epoch\":" + Json.quoted(epoch) + ",\"offset\":" + offset
          : wanted;
    }

    void moveTo(long there) {
      offset = Math.max(offset, there);
    }
  }
}
