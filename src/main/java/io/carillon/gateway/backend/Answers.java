package io.carillon.gateway.backend;

import io.carillon.gateway.auth.Credentials;
import io.carillon.gateway.auth.Grant;
import io.carillon.gateway.auth.Principal;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.protocol.MalformedMessage;
import io.carillon.gateway.protocol.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Answers as a backend writes them: the responses of Centrifugo's HTTP proxy. Whatever does not
 * make sense is a {@code MalformedMessage}. Stateless.
 */
final class Answers {
  private static final int LEAST_ERROR = 400;
  private static final int MOST_ERROR = 1_999;
  private static final int LEAST_CLOSE = 4_000;
  private static final int MOST_CLOSE = 4_999;
  private static final int MOST_REASON_BYTES = 123;
  private static final int MOST_MESSAGE = 1_024;

  private Answers() {}

  static <T> Verdict<T> verdict(byte[] body, Function<RawJson, T> result) {
    RawJson answer = RawJson.object(body);
    RawJson error = answer.object("error");
    RawJson disconnect = answer.object("disconnect");
    if (disconnect != null) {
      String reason = disconnect.string("reason");
      if (reason.getBytes(StandardCharsets.UTF_8).length > MOST_REASON_BYTES) {
        throw new MalformedMessage("the reason is over 123 bytes");
      }
      return new Verdict.HangUp<>(
          (int) disconnect.integer("code", LEAST_CLOSE, MOST_CLOSE), checked(disconnect, reason));
    } else if (error != null) {
      String message = error.string("message");
      if (message.length() > MOST_MESSAGE) {
        throw new MalformedMessage("the message is over 1024 characters");
      }
      int code = (int) error.integer("code", LEAST_ERROR, MOST_ERROR);
      return new Verdict.Denied<>(code, checked(error, message), error.bool("temporary"));
    }
    RawJson granted = answer.object("result");
    if (granted == null) {
      throw new MalformedMessage("neither result nor error nor disconnect");
    }
    return new Verdict.Granted<>(result.apply(granted));
  }

  // A number that is left out would be 0, whatever its bounds.
  private static String checked(RawJson refusal, String text) {
    if (!refusal.has("code")) {
      throw new MalformedMessage("no code");
    }
    return text;
  }

  static Entry entry(RawJson result) {
    Map<Channel, Grant> subscriptions = new HashMap<>();
    result.strings("channels").forEach(name -> subscriptions.put(channel(name), Grant.PLAIN));
    RawJson subs = result.object("subs");
    if (subs != null) {
      subs.objectFields().forEach((name, sub) -> subscriptions.put(channel(name), grant(sub)));
    }
    return new Entry(
        new Credentials(
            new Principal(result.string("user")),
            payload(result, "info", "b64info"),
            seconds(result),
            subscriptions,
            result.payload("meta")),
        data(result));
  }

  static Grant grant(RawJson result) {
    RawJson override = result.object("override");
    return new Grant(
        payload(result, "info", "b64info"),
        seconds(result),
        payload(result, "data", "b64data"),
        flag(override, "presence"),
        flag(override, "join_leave"),
        true);
  }

  static Passed passed(RawJson result) {
    return new Passed(payload(result, "data", "b64data"), result.bool("skip_history"));
  }

  static Stay stay(RawJson result) {
    return new Stay(result.bool("expired"), seconds(result), payload(result, "info", "b64info"));
  }

  /** Null when it says nothing. */
  static Payload data(RawJson result) {
    return payload(result, "data", "b64data");
  }

  private static long seconds(RawJson result) {
    return result.integer("expire_at", 0, Integer.MAX_VALUE * 1_000L);
  }

  // Null when nothing is said.
  private static Boolean flag(RawJson override, String name) {
    RawJson flag = override == null ? null : override.object(name);
    return flag == null ? null : Boolean.valueOf(flag.bool("value"));
  }

  private static Channel channel(String name) {
    try {
      return new Channel(name);
    } catch (GatewayException nameless) {
      throw new MalformedMessage(nameless.getMessage());
    }
  }

  private static Payload payload(RawJson result, String json, String base64) {
    Payload payload = result.payload(json);
    if (payload != null || !result.has(base64)) {
      return payload;
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(result.string(base64));
      return new Payload(Payload.Kind.BINARY, bytes);
    } catch (IllegalArgumentException malformed) {
      throw new MalformedMessage(base64 + " is no Base64");
    }
  }
}
