package io.carillon.gateway.proxy.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the server's decoder stops already, but may not stop for ever. */
class InspectionTest {
  static Stream<Arguments> broken() {
    return Stream.of(
        arguments("X", "a\rb"),
        arguments("X", "a\nb"),
        arguments("X", "a\0b"),
        arguments("X", "a\177b"),
        arguments("X", "a\u0100b"),
        arguments("X\nY", "a"),
        arguments("X\rY", "a"),
        arguments("X Y", "a"),
        arguments("X:", "a"),
        arguments("", "a"),
        arguments("X\u00e9", "a"));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void whatWouldBreakOutOfItsLineIsRefused(String name, String value) {
    RequestRefused refused =
        assertThrows(RequestRefused.class, () -> new Inspection().accept(name, value));

    assertEquals(400, refused.status());
    assertEquals("a header has characters that may not be there", refused.getMessage());
  }

  @ParameterizedTest(name = "{0}, {1}: {2}")
  @CsvSource({
    "Content-Length: 1,  Content-Length: 1,          400 Content-Length was given twice",
    "Content-Length: +1, X: y,                       400 Content-Length is no number",
    "Content-Length: ,   X: y,                       400 Content-Length is no number",
    "Content-Length: 1,  Transfer-Encoding: chunked, 400 both Content-Length and Transfer-Encoding",
    "Transfer-Encoding: chunked, Transfer-Encoding: chunked, 501 only chunked bodies are understood",
  })
  void lengthThatCouldBeUnderstoodInTwoWaysIsRefused(String one, String two, String answer) {
    RequestRefused refused =
        assertThrows(
            RequestRefused.class,
            () -> {
              Inspection inspection = new Inspection();
              for (String line : new String[] {one, two}) {
                int colon = line.indexOf(':');
                inspection.accept(line.substring(0, colon), line.substring(colon + 1).trim());
              }
              inspection.conclude("/", true);
            });

    assertEquals(answer, refused.status() + " " + refused.getMessage());
  }
}
