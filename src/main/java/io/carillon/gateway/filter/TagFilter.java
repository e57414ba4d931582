package io.carillon.gateway.filter;

import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A checked filter. Immutable; callable from any thread. Two that say the same in the same order
 * are equal.
 */
public final class TagFilter implements Predicate<Publication> {
  private static final int MOST_NODES = 100;
  private static final int MOST_TEXT = 8 * 1024;

  private final FilterNode root;
  private final Predicate<Map<String, String>> condition;

  private TagFilter(FilterNode root, Predicate<Map<String, String>> condition) {
    this.root = root;
    this.condition = condition;
  }

  /**
   * Checks a filter.
   *
   * @throws GatewayException with {@code BAD_REQUEST} when it is none, over 100 nodes, over 8,192
   *     characters or over 16 levels
   */
  public static TagFilter of(FilterNode root) {
    new Bounds().take(root, 1);
    return new TagFilter(root, compile(root));
  }

  @Override
  public boolean test(Publication publication) {
    return condition.test(publication.tags());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TagFilter filter && filter.root.equals(root);
  }

  @Override
  public int hashCode() {
    return root.hashCode();
  }

  private static Predicate<Map<String, String>> compile(FilterNode node) {
    List<Predicate<Map<String, String>>> nodes =
        node.nodes().stream().map(TagFilter::compile).toList();
    return switch (node.op()) {
      case "" -> Comparison.of(node);
      case "and" -> some(nodes, tags -> all(nodes, tags));
      case "or" -> some(nodes, tags -> any(nodes, tags));
      case "not" -> {
        check(nodes.size() == 1, "not takes one node");
        yield nodes.get(0).negate();
      }
      default -> throw bad("unknown op");
    };
  }

  private static <T> T some(List<?> nodes, T condition) {
    check(!nodes.isEmpty(), "no nodes");
    return condition;
  }

  private static boolean all(List<Predicate<Map<String, String>>> nodes, Map<String, String> tags) {
    for (Predicate<Map<String, String>> node : nodes) {
      if (!node.test(tags)) {
        return false;
      }
    }
    return true;
  }

  private static boolean any(List<Predicate<Map<String, String>>> nodes, Map<String, String> tags) {
    for (Predicate<Map<String, String>> node : nodes) {
      if (node.test(tags)) {
        return true;
      }
    }
    return false;
  }

  static void check(boolean right, String wrong) {
    if (!right) {
      throw bad(wrong);
    }
  }

  static GatewayException bad(String what) {
    return new GatewayException(ErrorCode.BAD_REQUEST, "filter: " + what);
  }

  /** What a filter has cost so far. */
  private static final class Bounds {
    private int nodes;
    private int text;

    void take(FilterNode node, int depth) {
      check(depth <= FilterNode.MOST_DEPTH, "too deep");
      check(++nodes <= MOST_NODES, "too many nodes");
      text += node.key().length() + node.val().length();
      for (String val : node.vals()) {
        text += 1 + val.length();
      }
      check(text <= MOST_TEXT, "too long");
      for (FilterNode child : node.nodes()) {
        take(child, depth + 1);
      }
    }
  }
}
