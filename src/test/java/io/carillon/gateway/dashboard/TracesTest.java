package io.carillon.gateway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.trace.TraceEvent;
import io.carillon.gateway.trace.TraceFilter;
import io.carillon.gateway.trace.Tracer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TracesTest {
  private final NodeIdentity self = NodeIdentity.of("n1", "test");
  private final Tracer tracer = new Tracer();
  private final Traces traces = new Traces(tracer, self);
  private final Traces.Seen seen = new Traces.Seen();

  @Test
  void pageIsToldOfNodesThatTraceTooMuchAlready() {
    List<TraceFilter> others = IntStream.range(0, 64).mapToObj(i -> filter("other-" + i)).toList();
    traces.answer(traces.question(others, seen));
    ask(List.of(filter("one-too-many"), filter("other-1")));

    Map<TraceFilter, Traces.Part> parts = seen.take();
    assertEquals(Set.of("n1"), parts.get(filter("one-too-many")).full());
    assertEquals(Set.of(), parts.get(filter("other-1")).full());
  }

  @Test
  void eventsOfAnAnswerThatCameTooLateComeWithTheNextAndOnlyOnce() {
    List<TraceFilter> watched = List.of(filter("news"));
    ask(watched);
    tell("first");
    ask(watched);
    tell("late");
    traces.answer(traces.question(watched, seen)); // and nobody waits for it any more
    tell("next");
    ask(watched);
    ask(watched);

    assertEquals(List.of("first", "late", "next"), details(seen.take().get(filter("news"))));
  }

  @Test
  void nodeOfAnOlderVersionThatNumbersNothingIsToldEachEventOnce() {
    JsonObject question = traces.question(List.of(filter("news")), seen);
    question.remove("number");
    question.remove("heard");
    traces.answer(question);
    tell("first");
    assertEquals(1, events(traces.answer(question)));
    assertEquals(0, events(traces.answer(question)));
  }

  private void ask(List<TraceFilter> watched) {
    seen.add(self.uid(), traces.answer(traces.question(watched, seen)));
  }

  private void tell(String detail) {
    tracer.tell(TraceEvent.of(TraceEvent.What.PUBLISH, detail).in(new Channel("news")));
  }

  private static int events(JsonArray answer) {
    return answer.getJsonObject(0).getJsonArray("events").size();
  }

  private static List<String> details(Traces.Part part) {
    return part.events().stream().map(event -> ((JsonObject) event).getString("detail")).toList();
  }

  private static TraceFilter filter(String name) {
    return new TraceFilter(TraceFilter.Kind.CHANNEL, name);
  }
}
