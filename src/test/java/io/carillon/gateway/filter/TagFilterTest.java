package io.carillon.gateway.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a filter lets pass, and which ones are none. */
class TagFilterTest {
  private static final Map<String, String> TAGS =
      Map.of("ticker", "AAPL", "price", "150.25", "cold", "-3", "empty", "", "odd", "1e3");

  @ParameterizedTest(name = "{0} {1} {2}: {3}")
  @CsvSource(
      textBlock =
          """
          ticker, eq,  AAPL,   true
          ticker, eq,  MSFT,   false
          other,  eq,  AAPL,   false
          ticker, neq, AAPL,   false
          ticker, neq, MSFT,   true
          other,  neq, AAPL,   true
          ticker, sw,  AA,     true
          ticker, sw,  PL,     false
          other,  sw,  A,      false
          ticker, ew,  PL,     true
          ticker, ew,  AA,     false
          ticker, ct,  AP,     true
          ticker, ct,  PA,     false
          price,  gt,  150,    true
          price,  gt,  150.25, false
          price,  gte, 150.250, true
          price,  lt,  1000,   true
          price,  lt,  150.25, false
          price,  lte, 150.25, true
          cold,   lt,  -2.5,   true
          cold,   gt,  -4,     true
          ticker, gt,  1,      false
          price,  gt,  many,   false
          price,  lte, many,   false
          other,  lt,  1,      false
          odd,    gt,  1,      false
          empty,  lt,  1,      false
          """)
  void comparisons(String key, String cmp, String val, boolean passes) {
    assertEquals(passes, passes(leaf(key, cmp, val)));
  }

  @ParameterizedTest(name = "{0} {1} {2}: {3}")
  @CsvSource(
      textBlock =
          """
          ticker, in,  AAPL|MSFT, true
          ticker, in,  MSFT,      false
          other,  in,  AAPL,      false
          ticker, nin, AAPL|MSFT, false
          ticker, nin, MSFT,      true
          other,  nin, MSFT,      true
          """)
  void setsOfValues(String key, String cmp, String vals, boolean passes) {
    assertEquals(passes, passes(leaf(key, cmp, "", vals.split("\\|"))));
  }

  @Test
  void existence() {
    assertEquals(true, passes(leaf("empty", "ex", "")));
    assertEquals(false, passes(leaf("other", "ex", "")));
    assertEquals(false, passes(leaf("empty", "nex", "")));
    assertEquals(true, passes(leaf("other", "nex", "")));
  }

  @Test
  void branches() {
    FilterNode yes = leaf("ticker", "eq", "AAPL");
    FilterNode no = leaf("ticker", "eq", "MSFT");

    assertEquals(true, passes(branch("and", yes, yes)));
    assertEquals(false, passes(branch("and", yes, no)));
    assertEquals(true, passes(branch("or", no, yes)));
    assertEquals(false, passes(branch("or", no, no)));
    assertEquals(true, passes(branch("not", no)));
    assertEquals(false, passes(branch("not", branch("not", no))));
  }

  @Test
  void whatIsNoFilterIsABadRequest() {
    FilterNode good = leaf("k", "eq", "v");

    assertBad(leaf("k", "", "v"));
    assertBad(leaf("k", "like", "v"));
    assertBad(leaf("", "eq", "v"));
    assertBad(leaf("k", "eq", ""));
    assertBad(leaf("k", "eq", "v", "w"));
    assertBad(leaf("k", "in", ""));
    assertBad(leaf("k", "in", "v", "w"));
    assertBad(leaf("k", "ex", "v"));
    assertBad(leaf("k", "nex", "", "v"));
    assertBad(branch("and"));
    assertBad(branch("or"));
    assertBad(branch("not"));
    assertBad(branch("not", good, good));
    assertBad(branch("xor", good, good));
    assertBad(branch("and", good, branch("or")));
    assertBad(FilterNode.TOO_DEEP);
  }

  @Test
  void aFilterIsBounded() {
    FilterNode good = leaf("k", "eq", "v");
    FilterNode deep = good;
    for (int depth = 1; depth < FilterNode.MOST_DEPTH; depth++) {
      deep = branch("not", deep);
    }

    passes(deep);
    assertBad(branch("not", deep));
    passes(branch("or", Collections.nCopies(99, good).toArray(FilterNode[]::new)));
    assertBad(branch("or", Collections.nCopies(100, good).toArray(FilterNode[]::new)));
    passes(leaf("k", "eq", "v".repeat(8_000)));
    assertBad(leaf("k", "eq", "v".repeat(8_192)));
    assertBad(leaf("k", "in", "", Collections.nCopies(8_192, "").toArray(String[]::new)));
  }

  @Test
  void filtersThatSayTheSameAreEqual() {
    assertEquals(TagFilter.of(leaf("k", "eq", "v")), TagFilter.of(leaf("k", "eq", "v")));
    assertNotEquals(TagFilter.of(leaf("k", "eq", "v")), TagFilter.of(leaf("k", "neq", "v")));
  }

  private static boolean passes(FilterNode filter) {
    return TagFilter.of(filter)
        .test(new Publication(new Channel("c"), 1, Payload.json("1"), null, TAGS, 0));
  }

  private static void assertBad(FilterNode filter) {
    GatewayException refusal =
        assertThrows(GatewayException.class, () -> TagFilter.of(filter), filter::toString);
    assertEquals(ErrorCode.BAD_REQUEST, refusal.code());
  }

  private static FilterNode leaf(String key, String cmp, String val, String... vals) {
    return new FilterNode("", key, cmp, val, List.of(vals), List.of());
  }

  private static FilterNode branch(String op, FilterNode... nodes) {
    return new FilterNode(op, "", "", "", List.of(), List.of(nodes));
  }
}
