package io.carillon.gateway.protocol;

import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.filter.FilterNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads commands from Protobuf messages; the numbers are those of the fields. Methods are looked
 * for in the order of the reference server, as in {@link JsonCommands}.
 */
final class ProtobufCommands {
  private static final long MAX_ID = Integer.MAX_VALUE;
  private static final int REJECT_UNRECOVERED = 2;
  private static final int CHANNEL = 1;

  private ProtobufCommands() {}

  static Command read(RawProtobuf command) {
    int id = (int) command.integer(1, 0, MAX_ID);
    RawProtobuf body;
    if ((body = command.message(4)) != null) {
      return connect(id, body);
    } else if (command.message(11) != null) {
      return new Command.Ping(id);
    } else if ((body = command.message(5)) != null) {
      return new Command.Subscribe(id, subscribe(body.string(CHANNEL), body));
    } else if ((body = command.message(6)) != null) {
      return new Command.Unsubscribe(id, body.string(CHANNEL));
    } else if ((body = command.message(7)) != null) {
      return publish(id, body);
    } else if ((body = command.message(8)) != null) {
      return new Command.Presence(id, body.string(CHANNEL));
    } else if ((body = command.message(9)) != null) {
      return new Command.PresenceStats(id, body.string(CHANNEL));
    } else if ((body = command.message(10)) != null) {
      return history(id, body);
    } else if ((body = command.message(13)) != null) {
      return new Command.Rpc(id, body.string(2), body.payload(1));
    } else if ((body = command.message(12)) != null) {
      return new Command.Send(id, body.payload(1));
    } else if ((body = command.message(14)) != null) {
      return new Command.Refresh(id, body.string(1));
    } else if ((body = command.message(15)) != null) {
      return new Command.SubRefresh(id, body.string(CHANNEL), body.string(2));
    }
    return command.isEmpty() ? new Command.Pong() : new Command.Unknown(id);
  }

  private static Command connect(int id, RawProtobuf body) {
    Map<String, Command.SubscribeRequest> subs = new HashMap<>();
    body.entries(3).forEach((channel, sub) -> subs.put(channel, subscribe(channel, sub)));
    Map<String, String> headers = new HashMap<>();
    body.messages(6).forEach(header -> headers.put(header.string(1), header.string(2)));
    return new Command.Connect(
        id,
        body.string(1),
        body.payload(2),
        subs,
        new Command.Software(body.string(4), body.string(5)),
        headers);
  }

  private static Command.SubscribeRequest subscribe(String channel, RawProtobuf body) {
    return new Command.SubscribeRequest(
        channel,
        body.string(2),
        body.bool(3),
        new StreamPosition(body.string(6), body.integer(7, 0, Long.MAX_VALUE)),
        body.payload(8),
        (body.integer(14, 0, Long.MAX_VALUE) & REJECT_UNRECOVERED) != 0,
        body.string(12),
        filter(body.message(13), 1));
  }

  private static FilterNode filter(RawProtobuf node, int depth) {
    if (node == null) {
      return null;
    } else if (depth > FilterNode.MOST_DEPTH) {
      return FilterNode.TOO_DEEP;
    }
    List<FilterNode> nodes = new ArrayList<>();
    for (RawProtobuf child : node.messages(6)) {
      nodes.add(filter(child, depth + 1));
    }
    return new FilterNode(
        node.string(1), node.string(2), node.string(3), node.string(4), node.strings(5), nodes);
  }

  // Bytes that are left out are none, and no JSON null.
  private static Command publish(int id, RawProtobuf body) {
    Payload data = body.payload(2);
    return new Command.Publish(
        id,
        body.string(CHANNEL),
        data == null ? new Payload(Payload.Kind.BINARY, new byte[0]) : data);
  }

  private static Command history(int id, RawProtobuf body) {
    RawProtobuf since = body.message(8);
    return new Command.History(
        id,
        body.string(CHANNEL),
        (int) body.integer(7, Integer.MIN_VALUE, Integer.MAX_VALUE),
        since == null
            ? null
            : new StreamPosition(since.string(2), since.integer(1, 0, Long.MAX_VALUE)),
        body.bool(9));
  }
}
