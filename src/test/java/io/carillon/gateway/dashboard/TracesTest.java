package io.carillon.gateway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.trace.TraceFilter;
import io.carillon.gateway.trace.Tracer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TracesTest {
  @Test
  void pageIsToldOfNodesThatTraceTooMuchAlready() {
    Traces traces = new Traces(new Tracer(), NodeIdentity.of("n1", "test"));
    List<TraceFilter> others = IntStream.range(0, 64).mapToObj(i -> filter("other-" + i)).toList();
    traces.answer(traces.question(others));
    Traces.Seen seen = new Traces.Seen();
    seen.add(traces.answer(traces.question(List.of(filter("one-too-many"), filter("other-1")))));

    Map<TraceFilter, Traces.Part> parts = seen.take();
    assertEquals(Set.of("n1"), parts.get(filter("one-too-many")).full());
    assertEquals(Set.of(), parts.get(filter("other-1")).full());
  }

  private static TraceFilter filter(String name) {
    return new TraceFilter(TraceFilter.Kind.CHANNEL, name);
  }
}
