package io.carillon.gateway.bench.client;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The Centrifuge client protocol v2 in Protobuf, as {@link CentrifugeDialect} speaks it in JSON;
 * numbers are those of fields. The data of a publication is found in its bytes, where it lies.
 */
final class ProtobufDialect extends Dialect {
  /** What it asks for in a handshake, unless it is told otherwise. */
  static final String SUBPROTOCOL = "centrifuge-protobuf";

  private static final int GRACE_SECONDS = 10;

  /** The id of the connect command; those of subscribe commands follow. */
  private static final int CONNECT = 1;

  private final Map<String, String> headers;
  private final String token;
  private final List<Place> places = new ArrayList<>();

  private int pingSeconds;
  private boolean pong;
  private int awaited;

  ProtobufDialect(
      Way way, String subprotocol, String token, List<String> channels, Hearing hearing) {
    super(way, hearing);
    this.headers = RawDialect.subprotocolHeader(subprotocol.isEmpty() ? SUBPROTOCOL : subprotocol);
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
    send(new ProtobufCommand().delimited(command(CONNECT).field(4, tokenOnly())));
  }

  private ProtobufCommand tokenOnly() {
    return token.isEmpty() ? new ProtobufCommand() : new ProtobufCommand().field(1, token);
  }

  private static ProtobufCommand command(int id) {
    return new ProtobufCommand().field(1, id);
  }

  private void send(ProtobufCommand commands) {
    byte[] bytes = commands.bytes();
    line().write(line().binary(bytes.length).writeBytes(bytes));
    line().flush();
  }

  @Override
  public void onMessage(ByteBuf bytes, int from, int to) {
    ProtobufFields replies = new ProtobufFields(bytes, from, to);
    while (line() != null && replies.nextDelimited()) {
      if (replies.from() < replies.end()) {
        onReply(bytes, replies);
      } else if (pong) {
        send(new ProtobufCommand().delimited(new ProtobufCommand()));
      }
    }
  }

  private void onReply(ByteBuf bytes, ProtobufFields replies) {
    long id = 0;
    ProtobufFields reply = replies.message();
    while (line() != null && reply.next()) {
      switch (reply.field()) {
        case 1 -> id = reply.number();
        case 2 -> onError(id, reply.message());
        case 4 -> onPush(bytes, reply);
        case 5 -> onConnected(reply.message());
        case 6 -> onSubscribed(places.get((int) id - CONNECT - 1), bytes, reply);
        default -> {
          // an answer to what was not asked
        }
      }
    }
  }

  private void onError(long id, ProtobufFields error) {
    long code = 0;
    while (error.next()) {
      code = error.field() == 1 ? error.number() : code;
    }
    line().fail((id == CONNECT ? "connect" : "subscribe") + " was refused with error " + code);
  }

  // All in one frame; not with the connect command, so that its refusal is heard.
  private void onConnected(ProtobufFields result) {
    while (result.next()) {
      switch (result.field()) {
        case 7 -> pingSeconds = (int) result.number();
        case 8 -> pong = result.number() != 0;
        default -> {
          // what a bench needs not to know
        }
      }
    }
    ProtobufCommand commands = new ProtobufCommand();
    for (int i = 0; i < places.size(); i++) {
      commands.delimited(command(CONNECT + 1 + i).field(5, places.get(i).request()));
    }
    send(commands);
  }

  private void onPush(ByteBuf bytes, ProtobufFields reply) {
    Place place = null;
    ProtobufFields push = reply.message();
    while (push.next()) {
      switch (push.field()) {
        case 2 -> place = place(bytes, push);
        case 4 -> onPublication(place, bytes, push);
        case 7 -> line().fail("unsubscribed by the server");
        default -> {
          // joins and leaves
        }
      }
    }
  }

  private void onPublication(Place place, ByteBuf bytes, ProtobufFields push) {
    if (place != null && place.recoverable) {
      ProtobufFields publication = push.message();
      while (publication.next()) {
        if (publication.field() == 6) {
          place.offset = Math.max(place.offset, publication.number());
        }
      }
    }
    hearing().onPayload(bytes, push.from(), push.end());
  }

  private Place place(ByteBuf bytes, ProtobufFields push) {
    for (Place place : places) {
      if (push.end() - push.from() == place.name.length
          && Texts.startsWith(bytes, push.from(), push.end(), place.name)) {
        return place;
      }
    }
    return null;
  }

  private void onSubscribed(Place place, ByteBuf bytes, ProtobufFields reply) {
    final boolean asked = place.recoverable;
    boolean recovered = false;
    boolean missed = false;
    place.recoverable = false;
    ProtobufFields result = reply.message();
    while (result.next()) {
      switch (result.field()) {
        case 3 -> place.recoverable = result.number() != 0;
        case 6 ->
            place.epoch =
                bytes.toString(result.from(), result.end() - result.from(), StandardCharsets.UTF_8);
        case 7 -> missed = true;
        case 8 -> recovered = result.number() != 0;
        case 9 -> place.offset = result.number();
        default -> {
          // what a bench needs not to know
        }
      }
    }
    if (asked && !recovered) {
      hearing().onUnrecovered();
    }
    if (--awaited == 0) {
      hearing().onHears();
    }
    if (missed) {
      hearing().onPayload(bytes, reply.from(), reply.end());
    }
  }

  /** Where it stands in a channel. */
  private static final class Place {
    final byte[] name;
    boolean recoverable;
    String epoch = "";
    long offset;

    Place(String channel) {
      this.name = channel.getBytes(StandardCharsets.UTF_8);
    }

    ProtobufCommand request() {
      ProtobufCommand request =
          new ProtobufCommand().field(1, new String(name, StandardCharsets.UTF_8));
      return recoverable ? request.field(3, 1).field(6, epoch).field(7, offset) : request;
    }
  }
}
