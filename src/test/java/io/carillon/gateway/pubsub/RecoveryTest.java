package io.carillon.gateway.pubsub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.broker.History;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecoveryTest {
  private static final Recovery RECOVERY = new Recovery(5, 40);

  @ParameterizedTest(name = "stood at {0}:{1}, kept {2} to {3}, top {4}: recovered {5}")
  @CsvSource(
      textBlock =
          """
          e,  3,  4, 6,  6,  true
          e,  6,  0, 0,  6,  true
          e,  0,  1, 3,  3,  true
          '', 0,  1, 3,  3,  true
          '', 2,  3, 3,  3,  true
          x,  3,  4, 6,  6,  false
          x,  6,  0, 0,  6,  false
          e,  2,  4, 6,  6,  false
          e,  5,  0, 0,  6,  false
          e,  9,  0, 0,  6,  false
          e,  0,  1, 6,  6,  false
          e,  1,  2, 7,  7,  false
          e,  1,  2, 5,  6,  false
          """)
  void clientGetsAllThatItMissedOrIsToldOfAGap(
      String epoch, long offset, long first, long last, long top, boolean recovered) {
    Subscribed subscribed =
        RECOVERY.decide(new StreamPosition(epoch, offset), kept(first, last, top, 4));

    assertTrue(subscribed.wasRecovering());
    assertEquals(recovered, subscribed.recovered());
    assertEquals(recovered && last > 0 ? last - first + 1 : 0, subscribed.missed().size());
    assertEquals(top, subscribed.top().offset());
  }

  @Test
  void moreBytesThanTheClientMayHaveWaitingIsAGap() {
    StreamPosition from = new StreamPosition("e", 1);

    assertTrue(RECOVERY.decide(from, kept(2, 5, 5, 10)).recovered());
    assertFalse(RECOVERY.decide(from, kept(2, 5, 5, 11)).recovered());
  }

  @Test
  void oneMoreIsAskedForThanIsReplayed() {
    assertEquals(6, RECOVERY.query(new StreamPosition("e", 1)).limit());
  }

  private static History kept(long first, long last, long top, int bytes) {
    List<Publication> publications =
        first == 0
            ? List.of()
            : LongStream.rangeClosed(first, last)
                .mapToObj(offset -> publication(offset, bytes))
                .toList();
    return new History(publications, new StreamPosition("e", top));
  }

  private static Publication publication(long offset, int bytes) {
    Payload data = new Payload(Payload.Kind.BINARY, new byte[bytes]);
    return new Publication(new Channel("c"), offset, data, null, Map.of(), 0);
  }
}
