package io.carillon.gateway.dashboard;

import io.carillon.gateway.trace.TraceFilter;
import java.util.Set;

/** Whoever looks. Callable from any thread. */
interface Audience {
  /** Whether somebody does. */
  boolean isWatched();

  /** What they trace. */
  Set<TraceFilter> watched();

  /** Tells them all. */
  void offer(Second second);
}
