package io.carillon.gateway.trace;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * Something that happened. Immutable.
 *
 * @param atMillis since 1970
 * @param client its id, or that of a link; empty for none
 * @param channel its name; empty for none
 * @param user empty for none
 * @param size in bytes; negative for none
 * @param latencyMillis negative for none
 * @param count how many it happened to; negative for none
 * @param detail for people, at most {@value #MOST_CHARACTERS} characters; never a token or a header
 */
public record TraceEvent(
    long atMillis,
    What what,
    String client,
    String channel,
    String user,
    long size,
    double latencyMillis,
    int count,
    String detail) {
  /** Of the detail at most. */
  public static final int MOST_CHARACTERS = 256;

  public TraceEvent {
    detail = cut(detail);
  }

  /** What can happen. */
  public enum What {
    CONNECT,
    SUBSCRIBE,
    UNSUBSCRIBE,
    PUBLISH,
    DELIVER,
    SLOW,
    DISCONNECT,
    OPEN,
    FRAME,
    INJECT,
    CLOSE
  }

  /** Just now, to nobody and nothing in particular. */
  public static TraceEvent of(What what, String detail) {
    return new TraceEvent(System.currentTimeMillis(), what, "", "", "", -1, -1, -1, detail);
  }

  /** The same of a client. */
  public TraceEvent by(ClientInfo info) {
    return info == null
        ? this
        : new TraceEvent(
            atMillis,
            what,
            info.client(),
            channel,
            info.user(),
            size,
            latencyMillis,
            count,
            detail);
  }

  /** The same in a channel. */
  public TraceEvent in(Channel place) {
    return new TraceEvent(
        atMillis, what, client, place.name(), user, size, latencyMillis, count, detail);
  }

  /** The same with a size. */
  public TraceEvent ofSize(long bytes) {
    return new TraceEvent(
        atMillis, what, client, channel, user, bytes, latencyMillis, count, detail);
  }

  /** The same with the time it took. */
  public TraceEvent after(double millis) {
    return new TraceEvent(
        atMillis, what, client, channel, user, size, Math.max(0, millis), count, detail);
  }

  /** The same for so many. */
  public TraceEvent times(int many) {
    return new TraceEvent(atMillis, what, client, channel, user, size, latencyMillis, many, detail);
  }

  /** The same with another detail. */
  TraceEvent saying(String text) {
    return new TraceEvent(atMillis, what, client, channel, user, size, latencyMillis, count, text);
  }

  /** As pages get it; what it does not have is left out. */
  public JsonObject toJson() {
    JsonObject json =
        new JsonObject().put("at", atMillis).put("what", what.name().toLowerCase(Locale.ROOT));
    text(json, "client", client);
    text(json, "channel", channel);
    text(json, "user", user);
    if (size >= 0) {
      json.put("size", size);
    }
    if (latencyMillis >= 0) {
      json.put("latencyMillis", latencyMillis);
    }
    if (count >= 0) {
      json.put("count", count);
    }
    return json.put("detail", detail);
  }

  private static void text(JsonObject json, String key, String value) {
    if (!value.isEmpty()) {
      json.put(key, value);
    }
  }

  // Never in the midst of a surrogate pair, which no encoding could bring to a page.
  private static String cut(String text) {
    if (text.length() <= MOST_CHARACTERS) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(MOST_CHARACTERS - 1)) ? 1 : 0;
    return text.substring(0, MOST_CHARACTERS - end);
  }
}
