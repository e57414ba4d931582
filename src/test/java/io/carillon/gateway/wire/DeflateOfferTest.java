package io.carillon.gateway.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7692 section 7.1. */
class DeflateOfferTest {
  private static final String PLAIN =
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permessage-deflate",
        " permessage-deflate ; client_max_window_bits ",
        "permessage-deflate; client_max_window_bits=8",
        "permessage-deflate; client_max_window_bits=\"15\"",
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
        "x-webkit-deflate-frame, permessage-deflate",
        "permessage-bzip2; x=\"a, b; c\", permessage-deflate",
        "permessage-deflate; server_max_window_bits=10, permessage-deflate",
        "permessage-deflate; mode=new, permessage-deflate; client_max_window_bits",
        ",, permessage-deflate",
      })
  void firstOfferThatCanBeKeptToIsAccepted(String offers) {
    assertEquals(PLAIN, DeflateOffer.answer(List.of(offers)));
  }

  @Test
  void offersMayStandInSeveralLines() {
    assertEquals(PLAIN, DeflateOffer.answer(List.of("foo", "permessage-deflate; bar", PLAIN)));
  }

  @Test
  void widestWindowIsGranted() {
    assertEquals(
        PLAIN + "; server_max_window_bits=15",
        DeflateOffer.answer(List.of("permessage-deflate; server_max_window_bits=15")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";",
        "=",
        "\"",
        "permessage-bzip2",
        "permessage-deflate2",
        "Permessage deflate",
        "permessage-deflate;",
        "permessage-deflate; ;client_max_window_bits",
        "permessage-deflate; client_max_windows",
        "permessage-deflate; client_max_window_bits; client_max_window_bits=9",
        "permessage-deflate; client_max_window_bits=",
        "permessage-deflate; client_max_window_bits=7",
        "permessage-deflate; client_max_window_bits=16",
        "permessage-deflate; client_max_window_bits=08",
        "permessage-deflate; client_max_window_bits=\"9",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; server_max_window_bits=14",
        "permessage-deflate; server_max_window_bits=x",
        "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; client_no_context_takeover=\"\"",
        "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
        "foo; x=\"a, permessage-deflate, b\"",
      })
  void anyOtherIsDeclined(String offers) {
    assertNull(DeflateOffer.answer(List.of(offers)));
  }
}
