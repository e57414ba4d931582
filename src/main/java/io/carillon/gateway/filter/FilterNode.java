package io.carillon.gateway.filter;

import java.util.List;

/**
 * A filter of tags as a client says it: a tree, not checked yet. Strings are never null but empty
 * when the client left them out.
 *
 * @param op {@code and}, {@code or}, {@code not}; empty for a comparison
 * @param key the tag that is compared
 * @param cmp how
 * @param val with what
 * @param vals with which of many
 * @param nodes what {@code op} joins
 */
public record FilterNode(
    String op, String key, String cmp, String val, List<String> vals, List<FilterNode> nodes) {
  /** How deep a filter may be; one comparison alone is 1. Codecs read no further. */
  public static final int MOST_DEPTH = 16;

  /** Stands for a filter that is deeper than that, which no codec takes apart. */
  public static final FilterNode TOO_DEEP =
      new FilterNode("too deep", "", "", "", List.of(), List.of());

  public FilterNode {
    vals = List.copyOf(vals);
    nodes = List.copyOf(nodes);
  }
}
