package io.carillon.gateway.broker.redis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.channel.StreamPosition;
import org.junit.jupiter.api.Test;

class MarksTest {
  private final Marks marks = new Marks();

  @Test
  void whatWasHeardHasItsMark() {
    marks.note("a", 1, 3, 7, StreamPosition.NONE);
    marks.heard(at(3));

    assertArrayEquals(Marks.bytes(7), marks.of(at(3)));
    assertArrayEquals(Marks.NONE, marks.of(at(2)));
  }

  @Test
  void whatCameEarlyHasOneTooWhenItIsHeard() {
    marks.note("a", 1, 1, 7, StreamPosition.NONE);
    marks.heard(at(1));
    marks.note("a", 3, 3, 9, at(1));
    marks.heard(at(1));
    marks.note("a", 2, 2, 8, at(1));
    marks.heard(at(3));

    assertArrayEquals(Marks.bytes(9), marks.of(at(3)));
  }

  @Test
  void anotherPublicationUnderANumberThatWasHeardChangesNothing() {
    marks.note("a", 5, 5, 7, StreamPosition.NONE);
    marks.heard(at(5));
    marks.note("a", 5, 6, 8, at(5));

    assertArrayEquals(Marks.bytes(7), marks.of(at(5)));
  }

  @Test
  void anotherEpochBeginsAnew() {
    marks.note("a", 5, 5, 7, StreamPosition.NONE);
    marks.note("b", 5, 5, 8, at(5));

    assertArrayEquals(Marks.NONE, marks.of(at(5)));
    assertArrayEquals(Marks.bytes(8), marks.of(new StreamPosition("b", 5)));
  }

  @Test
  void markIsTheSameAsNumberAndAsBytes() {
    for (long mark : new long[] {0, 1, -1, Long.MIN_VALUE, 0x0123456789abcdefL}) {
      assertEquals(mark, Marks.number(Marks.bytes(mark)));
    }
  }

  private static StreamPosition at(long offset) {
    return new StreamPosition("a", offset);
  }
}
