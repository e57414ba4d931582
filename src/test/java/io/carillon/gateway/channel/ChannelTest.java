package io.carillon.gateway.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "a\u0000", "\u0085", "a\ud800", "\udc00\ud800", "\udc00", "\ud83da"})
  void whatCannotBeNamedEverywhereIsRefused(String name) {
    GatewayException refusal = assertThrows(GatewayException.class, () -> new Channel(name));

    assertEquals(ErrorCode.BAD_REQUEST, refusal.code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "news:a:b", " ", "é", "\ud83d\ude00", "\u2028", "{5}", "*"})
  void whateverElseIsAName(String name) {
    assertEquals(name, new Channel(name).name());
  }

  @Test
  void nameOf255CharactersIsTheLongest() {
    assertEquals(255, new Channel("x".repeat(255)).name().length());
    assertThrows(GatewayException.class, () -> new Channel("x".repeat(256)));
  }
}
