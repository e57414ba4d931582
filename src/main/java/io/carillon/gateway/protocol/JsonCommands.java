package io.carillon.gateway.protocol;

import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.StreamPosition;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads commands from JSON objects. Methods are looked for in the order of the reference server.
 */
final class JsonCommands {
  private static final long MAX_ID = Integer.MAX_VALUE;
  private static final int REJECT_UNRECOVERED = 2;

  private JsonCommands() {}

  static Command read(RawJson command) {
    int id = (int) command.integer("id", 0, MAX_ID);
    RawJson body;
    if ((body = command.object("connect")) != null) {
      return connect(id, body);
    } else if (command.object("ping") != null) {
      return new Command.Ping(id);
    } else if ((body = command.object("subscribe")) != null) {
      return new Command.Subscribe(id, subscribe(body.string("channel"), body));
    } else if ((body = command.object("unsubscribe")) != null) {
      return new Command.Unsubscribe(id, body.string("channel"));
    } else if ((body = command.object("publish")) != null) {
      Payload data = body.payload("data");
      return new Command.Publish(
          id, body.string("channel"), data == null ? Payload.json("null") : data);
    } else if ((body = command.object("presence")) != null) {
      return new Command.Presence(id, body.string("channel"));
    } else if ((body = command.object("presence_stats")) != null) {
      return new Command.PresenceStats(id, body.string("channel"));
    } else if ((body = command.object("history")) != null) {
      return history(id, body);
    } else if ((body = command.object("rpc")) != null) {
      return new Command.Rpc(id, body.string("method"), body.payload("data"));
    } else if ((body = command.object("send")) != null) {
      return new Command.Send(id, body.payload("data"));
    } else if ((body = command.object("refresh")) != null) {
      return new Command.Refresh(id, body.string("token"));
    } else if ((body = command.object("sub_refresh")) != null) {
      return new Command.SubRefresh(id, body.string("channel"), body.string("token"));
    }
    return command.isEmpty() ? new Command.Pong() : new Command.Unknown(id);
  }

  private static Command connect(int id, RawJson body) {
    Map<String, Command.SubscribeRequest> subs = new HashMap<>();
    RawJson known = body.object("subs");
    if (known != null) {
      known.objectFields().forEach((channel, sub) -> subs.put(channel, subscribe(channel, sub)));
    }
    return new Command.Connect(
        id,
        body.string("token"),
        body.payload("data"),
        subs,
        new Command.Software(body.string("name"), body.string("version")),
        headers(body.object("headers")));
  }

  private static Map<String, String> headers(RawJson given) {
    if (given == null || given.isEmpty()) {
      return Map.of();
    }
    Map<String, String> headers = new HashMap<>();
    given.names().forEach(name -> headers.put(name, given.string(name)));
    return headers;
  }

  private static Command.SubscribeRequest subscribe(String channel, RawJson body) {
    return new Command.SubscribeRequest(
        channel,
        body.string("token"),
        body.bool("recover"),
        position(body),
        body.payload("data"),
        (body.integer("flag", 0, Long.MAX_VALUE) & REJECT_UNRECOVERED) != 0,
        body.string("delta"),
        JsonFilters.read(body));
  }

  private static Command history(int id, RawJson body) {
    RawJson since = body.object("since");
    return new Command.History(
        id,
        body.string("channel"),
        (int) body.integer("limit", Integer.MIN_VALUE, Integer.MAX_VALUE),
        since == null ? null : position(since),
        body.bool("reverse"));
  }

  private static StreamPosition position(RawJson body) {
    return new StreamPosition(body.string("epoch"), body.integer("offset", 0, Long.MAX_VALUE));
  }
}
