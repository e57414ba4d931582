package io.carillon.gateway.proxy.sticky;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Duration;

/**
 * The packet a server of Engine.IO begins a session with: {@code 0{"sid":"…","pingInterval":…}}.
 *
 * @param life how long the session lives when nothing is heard of it; null when it does not tell
 */
record OpenPacket(String sid, Duration life) {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();
  private static final long MOST_MILLIS = Duration.ofHours(1).toMillis();

  /**
   * Looks for the packet at the beginning of the body of an answer to a poll, in any of the forms
   * it comes in.
   *
   * @param body its first bytes, as they came
   * @return null when there is none
   */
  static OpenPacket find(byte[] body) {
    String payload = PollPayload.text(body);
    int at = PollPayload.firstPacket(payload);
    return payload.startsWith("0{", at) ? parse(payload.substring(at + 1)) : null;
  }

  // What follows the object is other packets. An object that ends too soon counts as far as it
  // goes.
  private static OpenPacket parse(String json) {
    String sid = null;
    long interval = 0;
    long timeout = 0;
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("sid") && value == JsonToken.VALUE_STRING) {
          sid = parser.getText();
        } else if (name.equals("pingInterval") && value == JsonToken.VALUE_NUMBER_INT) {
          interval = parser.getLongValue();
        } else if (name.equals("pingTimeout") && value == JsonToken.VALUE_NUMBER_INT) {
          timeout = parser.getLongValue();
        }
        parser.skipChildren();
      }
    } catch (IOException malformed) {
      // The client will complain better than we could.
    }
    return sid != null && EngineIoQuery.isSid(sid)
        ? new OpenPacket(sid, life(interval, timeout))
        : null;
  }

  private static Duration life(long interval, long timeout) {
    boolean told = within(interval) && within(timeout);
    return told ? Duration.ofMillis(interval + timeout) : null;
  }

  private static boolean within(long millis) {
    return millis > 0 && millis <= MOST_MILLIS;
  }
}
