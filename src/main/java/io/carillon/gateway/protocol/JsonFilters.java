package io.carillon.gateway.protocol;

import io.carillon.gateway.filter.FilterNode;
import java.util.ArrayList;
import java.util.List;

/** Reads the filter of a subscribe request, no deeper than a filter may be. Stateless. */
final class JsonFilters {
  /** The field it stands in, of which no other code reads anything. */
  static final String FIELD = "tf";

  private JsonFilters() {}

  /** Returns null when there is none. */
  static FilterNode read(RawJson request) {
    RawJson root = request.object(FIELD);
    return root == null ? null : read(root, 1);
  }

  private static FilterNode read(RawJson node, int depth) {
    if (depth > FilterNode.MOST_DEPTH) {
      return FilterNode.TOO_DEEP;
    }
    List<FilterNode> nodes = new ArrayList<>();
    for (RawJson child : node.objects("nodes")) {
      nodes.add(read(child, depth + 1));
    }
    return new FilterNode(
        node.string("op"),
        node.string("key"),
        node.string("cmp"),
        node.string("val"),
        node.strings("vals"),
        nodes);
  }
}
