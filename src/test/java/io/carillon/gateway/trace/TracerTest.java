package io.carillon.gateway.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TracerTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Channel NEWS = new Channel("news");
  private static final ClientInfo ANN = new ClientInfo("c1", "ann", null, null);

  private final Tracer tracer = new Tracer();
  private long answers;

  @Test
  void nothingIsOnUntilSomebodyWatchesAndAfterTheirTime() {
    assertFalse(tracer.isOn());

    watch("page", TraceFilter.Kind.USER, "ann");
    assertTrue(tracer.isOn());

    tracer.lease("page", new TraceFilter(TraceFilter.Kind.USER, "ann"), Duration.ZERO);
    Await.until(
        () -> {
          tracer.tell(TraceEvent.of(TraceEvent.What.CONNECT, ""));
          return !tracer.isOn();
        },
        () -> "still on");
    assertEquals(List.of(), drain("page"));
  }

  @Test
  void eachSeesWhatIsAboutWhatItWatches() {
    watch("a", TraceFilter.Kind.CHANNEL, "news");
    watch("b", TraceFilter.Kind.CLIENT, "c1");
    watch("c", TraceFilter.Kind.USER, "ann");
    watch("d", TraceFilter.Kind.LINK, "c1");

    tracer.tell(TraceEvent.of(TraceEvent.What.SUBSCRIBE, "").in(NEWS).by(ANN));
    tracer.tell(TraceEvent.of(TraceEvent.What.DELIVER, "").in(NEWS).by(ANN));
    tracer.tell(TraceEvent.of(TraceEvent.What.SUBSCRIBE, "").in(new Channel("other")));

    assertEquals("[SUBSCRIBE]", seen("a"));
    for (String single : List.of("b", "c", "d")) {
      assertEquals("[SUBSCRIBE, DELIVER]", seen(single));
      assertEquals("[]", seen(single));
    }
  }

  @Test
  void twoWhoWatchTheSameBothSeeAllOfIt() {
    watch("a", TraceFilter.Kind.CHANNEL, "news");
    watch("b", TraceFilter.Kind.CHANNEL, "news");

    tracer.tell(TraceEvent.of(TraceEvent.What.SUBSCRIBE, "").in(NEWS));

    assertEquals("[SUBSCRIBE]", seen("a"));
    assertEquals("[SUBSCRIBE]", seen("b"));
  }

  @Test
  void payloadIsShownToWhoeverWatchesTheChannelOnlyAndCutToSize() {
    watch("a", TraceFilter.Kind.CHANNEL, "news");
    watch("b", TraceFilter.Kind.CLIENT, "c1");
    Payload data = Payload.json("\"" + "x".repeat(254) + "\uD83D\uDE00 and more\"");

    tracer.tell(TraceEvent.of(TraceEvent.What.PUBLISH, "").in(NEWS).by(ANN), data);

    assertEquals("\"" + "x".repeat(254), detail("a"));
    assertEquals("", detail("b"));
  }

  @Test
  void binaryPayloadIsNotShown() {
    watch("a", TraceFilter.Kind.CHANNEL, "news");

    tracer.tell(
        TraceEvent.of(TraceEvent.What.PUBLISH, "offset=1").in(NEWS),
        new Payload(Payload.Kind.BINARY, new byte[] {1, 2}));

    assertEquals("offset=1 (binary)", detail("a"));
  }

  @Test
  void fanoutsOfAllLoopsAreOneEvent() {
    watch("a", TraceFilter.Kind.CHANNEL, "news");
    Publication one = new Publication(NEWS, 1, Payload.json("1"), null, Map.of(), 0);
    Publication other = new Publication(NEWS, 2, Payload.json("2"), null, Map.of(), 0);
    TraceEvent fanout = TraceEvent.of(TraceEvent.What.DELIVER, "").in(NEWS);

    tracer.tellFanout(fanout.times(3).after(5), one);
    tracer.tellFanout(fanout.times(1).after(1), other);
    tracer.tellFanout(fanout.times(4).after(2), one);

    List<TraceEvent> events = drain("a").get(0).events();
    assertEquals(2, events.size());
    assertEquals(7, events.get(0).count());
    assertEquals(5.0, events.get(0).latencyMillis());
    assertEquals(1, events.get(1).count());
  }

  @Test
  void moreThanAHundredEventsASecondAreOnlyCounted() {
    watch("a", TraceFilter.Kind.CHANNEL, "news");
    TraceEvent event = TraceEvent.of(TraceEvent.What.PUBLISH, "").in(NEWS);
    int told = 100_000;
    long began = System.nanoTime();
    for (int i = 0; i < told; i++) {
      tracer.tell(event);
    }
    long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();

    Traced traced = drain("a").get(0);

    assertEquals(told, traced.events().size() + traced.lost());
    assertTrue(traced.events().size() <= 100 * (seconds + 2), () -> "kept " + traced.events());
    assertEquals(0, drain("a").get(0).lost());
  }

  @Test
  void whatWasInAnAnswerThatWasLostIsInTheNextOneAgain() {
    watch("a", TraceFilter.Kind.CHANNEL, "news");
    TraceEvent event = TraceEvent.of(TraceEvent.What.PUBLISH, "").in(NEWS);
    tracer.tell(event.saying("first"));
    assertEquals(List.of("first"), details(tracer.drain("a", 1, 0)));
    tracer.tell(event.saying("second"));
    assertEquals(List.of("first", "second"), details(tracer.drain("a", 2, 0)));
    tracer.tell(event.saying("third"));

    assertEquals(List.of("third"), details(tracer.drain("a", 3, 2)));
    assertEquals(List.of(), details(tracer.drain("a", 4, 3)));
  }

  @Test
  void whatIsNeverHeardIsCountedOnceItDoesNotFit() {
    watch("a", TraceFilter.Kind.CHANNEL, "news");
    TraceEvent event = TraceEvent.of(TraceEvent.What.PUBLISH, "").in(NEWS);
    int told = 10_000;
    for (int i = 0; i < told; i++) {
      tracer.tell(event);
      tracer.drain("a", i + 1, 0);
    }

    Traced traced = tracer.drain("a", told + 1, 0).get(0);
    assertEquals(told, traced.events().size() + traced.lost());
    Traced again = tracer.drain("a", told + 2, told + 1).get(0);
    assertEquals(0, again.events().size() + again.lost());
  }

  @Test
  void whatAnEventDoesNotHaveIsLeftOut() {
    TraceEvent event =
        new TraceEvent(5, TraceEvent.What.CLOSE, "l1", "", "", -1, -1, -1, "code=1001");

    assertEquals(
        "{\"at\":5,\"what\":\"close\",\"client\":\"l1\",\"detail\":\"code=1001\"}",
        event.toJson().encode());
    assertEquals(
        "{\"at\":5,\"what\":\"close\",\"client\":\"c1\",\"channel\":\"news\",\"user\":\"ann\","
            + "\"size\":3,\"latencyMillis\":1.5,\"count\":2,\"detail\":\"code=1001\"}",
        event.in(NEWS).by(ANN).ofSize(3).after(1.5).times(2).toJson().encode());
  }

  private void watch(String watcher, TraceFilter.Kind kind, String name) {
    tracer.lease(watcher, new TraceFilter(kind, name), LONG);
  }

  // Whoever asks has heard all answers before.
  private List<Traced> drain(String watcher) {
    return tracer.drain(watcher, ++answers, answers - 1);
  }

  private String seen(String watcher) {
    return drain(watcher).get(0).events().stream().map(TraceEvent::what).toList().toString();
  }

  private static List<String> details(List<Traced> traced) {
    return traced.get(0).events().stream().map(TraceEvent::detail).toList();
  }

  private String detail(String watcher) {
    return drain(watcher).get(0).events().get(0).detail();
  }
}
