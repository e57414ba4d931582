package io.carillon.gateway.proxy.tally;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * A counter for each of a few kinds of things. Callable from any thread.
 *
 * @param <K> the kinds
 */
public final class Counts<K extends Enum<K>> {
  /** Complete from the beginning, and not changed afterwards. */
  private final Map<K, LongAdder> adders;

  public Counts(Class<K> kinds) {
    adders = new EnumMap<>(kinds);
    for (K kind : kinds.getEnumConstants()) {
      adders.put(kind, new LongAdder());
    }
  }

  /** One more. */
  public void count(K kind) {
    adders.get(kind).increment();
  }

  /** How many there were. */
  public long of(K kind) {
    return adders.get(kind).sum();
  }
}
