package io.carillon.gateway.proxy.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForwardedElementTest {
  @Test
  void fieldIsReadInTimeThatGrowsWithItsLength() {
    String field = "a,".repeat(1_000_000) + "=";

    List<ForwardedElement> elements =
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> ForwardedElement.parse(field));

    assertEquals(List.of(), elements);
  }
}
