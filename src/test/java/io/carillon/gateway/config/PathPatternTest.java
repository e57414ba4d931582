package io.carillon.gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {
  @ParameterizedTest(name = "{0} takes {1}")
  @CsvSource(
      textBlock =
          """
          /ws,               /ws,                 {}
          /,                 /,                   {}
          /,                 /any/thing,          {}
          /ws/,              /ws,                 {}
          /ws/,              /ws/,                {}
          /ws/,              /ws//x,              {}
          /rooms/{room}/ws,  /rooms/7/ws,         {room=7}
          /rooms/{room}/ws,  /rooms/a%20b/ws,     {room=a b}
          /rooms/{room}/ws,  /rooms/a%2Fb/ws,     none
          /rooms/{room}/ws,  /rooms/a%26b;x/ws,   {room=a&b}
          /rooms/{room}/ws,  /rooms/%C3%BC+/ws,   {room=ü+}
          /rooms/{room}/ws,  /rooms/%25/ws,       {room=%}
          /rooms/{room}/ws,  /%72ooms/a/%77s,     {room=a}
          /rooms/{room},     /rooms/7,            {room=7}
          /{a}/{b_2}/,       /x/y,                '{a=x, b_2=y}'
          /{a}/{b_2}/,       /x/y/,               '{a=x, b_2=y}'
          /{a}/{b_2}/,       /x/y/z/..z,          '{a=x, b_2=y}'
          /ws,               /ws/,                none
          /ws,               /wss,                none
          /ws,               /WS,                 none
          /ws/,              /wss,                none
          /ws/,              /w,                  none
          /rooms/{room}/ws,  /rooms//ws,          none
          /rooms/{room}/ws,  /rooms/a/b/ws,       none
          /rooms/{room}/ws,  /rooms/7/ws/,        none
          /rooms/{room}/ws,  /rooms/7,            none
          /rooms/{room}/ws,  /rooms/%/ws,         none
          /rooms/{room}/ws,  /rooms/%4/ws,        none
          /rooms/{room}/ws,  /rooms/%GG/ws,       none
          /rooms/{room}/ws,  /rooms/%FF/ws,       none
          /rooms/{room}/ws,  /rooms/%C0%AF/ws,    none
          /rooms/{room}/ws,  /rooms/%ED%A0%80/ws, none
          /rooms/{room}/ws,  /rooms/ü/ws,         none
          /rooms/{room}/ws,  /rooms/../ws,        none
          /rooms/{room}/ws,  /rooms/%2e/ws,       none
          """)
  void pathFitsWithTheseValuesOrNotAtAll(String pattern, String path, String values) {
    Optional<Map<String, String>> match = PathPattern.of(pattern).match(path);

    assertEquals(values, match.map(Map::toString).orElse("none"));
    String normal = NormalPath.of(path);
    assertEquals(match.isPresent(), normal != null && PathPattern.of(pattern).matches(normal));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ws",
        "/a b",
        "/a?b",
        "/a#b",
        "/%61",
        "/a\\b",
        "/ü",
        "/a\tb",
        "/./a",
        "/a/..",
        "/{}",
        "/{1}",
        "/{a b}",
        "/x{a}",
        "/{a}x",
        "/{a}{b}",
        "/{a}/{a}",
        "/{a",
        "/a}",
        "/{path.a}"
      })
  void whatIsNoPathOfARouteIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> PathPattern.of(text));
  }

  @Test
  void pathOfARouteHasAnEnd() {
    assertTrue(PathPattern.isPattern("/" + "x".repeat(999)));
    assertFalse(PathPattern.isPattern("/" + "x".repeat(1_000)));
  }

  @ParameterizedTest(name = "{0} before {1}")
  @CsvSource(
      textBlock =
          """
          /a/b,          /a/{x}
          /a/{x},        /{x}/b
          /a/{x}/c,      /{y}/b/c
          /a/b/,         /a/{x}
          /a/{x},        /a/
          /a/b,          /a/b/
          /a/b/,         /a/
          /a/{x}/,       /a/
          /{x}/{y},      /{x}/
          /a/,           /{x}/
          /{x}/,         /
          /a,            /
          /longer,       /long
          """)
  void moreSpecificPatternStandsFirst(String first, String second) {
    PathPattern one = PathPattern.of(first);
    PathPattern other = PathPattern.of(second);

    assertTrue(PathPattern.MOST_SPECIFIC_FIRST.compare(one, other) < 0);
    assertTrue(PathPattern.MOST_SPECIFIC_FIRST.compare(other, one) > 0);
  }

  @Test
  void comparingTakesTimeLinearInThePath() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      text.append("/{n").append(i).append('}');
    }
    PathPattern pattern = PathPattern.of(text + "/end");
    String path = "/aaaaaaaa".repeat(100) + "/a".repeat(15_000);

    assertTimeout(
        Duration.ofSeconds(5),
        () -> {
          for (int i = 0; i < 10_000; i++) {
            assertFalse(pattern.matches(path));
          }
        });
  }

  @Test
  void orderIsOneOrder() {
    List<PathPattern> patterns = new ArrayList<>();
    for (String text :
        List.of(
            "/", "/a", "/a/", "/{x}", "/{x}/", "/a/b", "/a/{x}", "/z/b/", "/{x}/b/", "/b/{x}/")) {
      patterns.add(PathPattern.of(text));
    }
    for (PathPattern one : patterns) {
      for (PathPattern two : patterns) {
        for (PathPattern three : patterns) {
          if (PathPattern.MOST_SPECIFIC_FIRST.compare(one, two) <= 0
              && PathPattern.MOST_SPECIFIC_FIRST.compare(two, three) <= 0) {
            assertTrue(PathPattern.MOST_SPECIFIC_FIRST.compare(one, three) <= 0);
          }
        }
      }
    }
  }
}
