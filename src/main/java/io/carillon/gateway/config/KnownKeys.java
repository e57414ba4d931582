package io.carillon.gateway.config;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The paths of all keys that a reading asked for.
 *
 * @param single keys of one value each
 * @param structured keys of a list, or of a mapping with names of any kind
 */
record KnownKeys(Set<String> single, Set<String> structured) {
  KnownKeys() {
    this(new LinkedHashSet<>(), new LinkedHashSet<>());
  }

  Set<String> all() {
    Set<String> all = new LinkedHashSet<>(single);
    all.addAll(structured);
    return all;
  }
}
