package io.carillon.gateway.trace;

import java.util.List;

/**
 * What was seen since somebody last heard an answer, oldest first.
 *
 * @param lost how many events were left out; a delivery counts once for each loop
 */
public record Traced(TraceFilter filter, List<TraceEvent> events, long lost) {}
