package io.carillon.gateway.api;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.protocol.RawJson;
import io.carillon.gateway.session.SessionTable;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The fields that several methods share. All of them refuse with {@code BAD_REQUEST} what makes no
 * sense.
 */
final class Requests {
  private static final int MAX_KEY_LENGTH = 256;

  private Requests() {}

  static Channel channel(RawJson request) {
    return new Channel(request.string("channel"));
  }

  /** {@code data}, any JSON, or {@code b64data}, any bytes. */
  static Payload data(RawJson request) {
    Payload data = request.payload("data");
    if (data != null) {
      return data;
    }
    if (!request.has("b64data")) {
      throw new GatewayException(ErrorCode.BAD_REQUEST, "neither data nor b64data");
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(request.string("b64data"));
      return new Payload(Payload.Kind.BINARY, bytes);
    } catch (IllegalArgumentException malformed) {
      throw new GatewayException(ErrorCode.BAD_REQUEST, "b64data is no Base64");
    }
  }

  static Map<String, String> tags(RawJson request) {
    RawJson tags = request.object("tags");
    if (tags == null) {
      return Map.of();
    }
    Map<String, String> read = new HashMap<>();
    tags.names().forEach(name -> read.put(name, tags.string(name)));
    return read;
  }

  /** Null when there is none. */
  static String idempotencyKey(RawJson request) {
    String key = request.string("idempotency_key");
    if (key.length() > MAX_KEY_LENGTH) {
      throw new GatewayException(ErrorCode.BAD_REQUEST, "idempotency_key over 256 characters");
    }
    return key.isEmpty() ? null : key;
  }

  /** Null when there is none. */
  static StreamPosition position(RawJson request, String field) {
    RawJson position = request.object(field);
    return position == null
        ? null
        : new StreamPosition(
            position.string("epoch"), position.integer("offset", 0, Long.MAX_VALUE));
  }

  /** The same without some clients of the user, whose ids stand in a list. */
  static SessionTable.Target targetWithout(RawJson request, String field) {
    SessionTable.Target target = target(request);
    Set<String> spared = Set.copyOf(request.strings(field));
    if (!spared.isEmpty() && !target.client().isEmpty()) {
      throw new GatewayException(ErrorCode.BAD_REQUEST, field + ": wanted with user alone");
    }
    return new SessionTable.Target(target.user(), target.client(), spared);
  }

  /** As {@link #target}; the id of a session is that of its client. */
  static SessionTable.Target targetOrSession(RawJson request) {
    String session = request.string("session");
    if (session.isEmpty()) {
      return target(request);
    }
    String client = request.string("client");
    if (!client.isEmpty() && !client.equals(session)) {
      throw new GatewayException(ErrorCode.BAD_REQUEST, "client and session of two clients");
    }
    return new SessionTable.Target(request.string("user"), session);
  }

  /** Whom the request means: without user and client it would be everybody, which nobody means. */
  static SessionTable.Target target(RawJson request) {
    String client = request.string("client");
    SessionTable.Target target = new SessionTable.Target(request.string("user"), client);
    if (target.user().isEmpty() && client.isEmpty()) {
      throw new GatewayException(ErrorCode.BAD_REQUEST, "neither user nor client");
    }
    return target;
  }
}
