package io.carillon.gateway.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTest {
  @Test
  void ownAddressesToComeFromWinOverThoseOfThePlan() {
    Target target =
        new Target(List.of("ws://h/"), Protocol.RAW, "", "", List.of("10.0.0.1"), false, "");

    assertEquals(List.of("10.0.0.7"), target.from(List.of("10.0.0.7")).sourceAddresses());
    assertEquals(List.of("10.0.0.1"), target.from(List.of()).sourceAddresses());
  }

  @ParameterizedTest
  @CsvSource({
    "ws://ann:word@h:1/a, ws://***@h:1/a",
    "ws://h/a?channel={channel}&token=abc, ws://h/a?channel={channel}&token=***",
    "ws://h/a?cf_connect_token=abc&b=c#d, ws://h/a?cf_connect_token=***&b=c#d",
    "http://h/api?API_KEY=abc, http://h/api?API_KEY=***",
    "ws://h/a@b?c=d, ws://h/a@b?c=d"
  })
  void urlsAreShownWithoutTheirSecrets(String url, String shown) {
    assertEquals(shown, Target.shown(url));
  }
}
