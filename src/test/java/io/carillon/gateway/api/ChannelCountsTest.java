package io.carillon.gateway.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChannelCountsTest {
  private static final int LENGTH = 40;
  private static final int MOST = ChannelCounts.MOST_CHARACTERS / LENGTH;

  @Test
  void thousandsOfChannelsFit() {
    JsonObject travelled = new JsonObject(channels(0, MOST).toJson().toBuffer());

    ChannelCounts twice =
        ChannelCounts.sum(List.of(ChannelCounts.read(travelled), channels(0, MOST)));

    assertEquals(25_000, MOST);
    assertEquals(MOST, twice.toJson().getJsonArray("names").size());
    assertEquals(2, twice.toJson().getJsonArray("counts").getInteger(0));
  }

  @Test
  void oneMoreIsTooManyWhereverItIs() {
    ChannelCounts tooMany = channels(0, MOST + 1);
    assertEquals(new JsonObject().put("too_many", true), tooMany.toJson());

    assertRefused(List.of(ChannelCounts.read(tooMany.toJson()), channels(0, 1)));
    assertRefused(List.of(channels(0, 1), tooMany));
    assertRefused(List.of(channels(0, MOST / 2), channels(MOST, MOST / 2 + 1)));
  }

  private static void assertRefused(List<ChannelCounts> parts) {
    GatewayException refusal = assertThrows(GatewayException.class, () -> ChannelCounts.sum(parts));
    assertEquals(ErrorCode.LIMIT_EXCEEDED, refusal.code());
  }

  private static ChannelCounts channels(int from, int count) {
    ChannelCounts channels = new ChannelCounts();
    for (int i = from; i < from + count; i++) {
      channels.add(("%0" + LENGTH + "d").formatted(i), 1);
    }
    return channels;
  }
}
