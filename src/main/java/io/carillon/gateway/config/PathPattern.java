package io.carillon.gateway.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path of a route, ready to be compared with the paths of requests: exact, or a prefix when it
 * ends in a slash; a segment {@code {name}} takes any one segment that is not empty. Each
 * comparison takes time linear in the path. Immutable; callable from any thread.
 */
public final class PathPattern {
  /**
   * The more specific one first: segments that are written out before {@code {name}}s, then more of
   * them before fewer, then an exact path before a prefix, then the longer text.
   */
  public static final Comparator<PathPattern> MOST_SPECIFIC_FIRST =
      Comparator.comparing((PathPattern pattern) -> pattern.kinds)
          .thenComparing(pattern -> pattern.isPrefix())
          .thenComparing(pattern -> -pattern.text.length());

  private static final Pattern NAME = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_-]{0,63})}");
  private static final int MOST_CHARACTERS = 1_000;

  private final String text;
  private final String kinds;
  private final List<String> names = new ArrayList<>();
  // One more than names: what stands before, between and behind them.
  private final List<String> literals = new ArrayList<>();

  private PathPattern(String text) {
    this.text = text;
    int from = 0;
    Matcher name = NAME.matcher(text);
    while (name.find()) {
      literals.add(text.substring(from, name.start()));
      names.add(name.group(1));
      from = name.end();
    }
    literals.add(text.substring(from));
    kinds = kinds(text);
  }

  /** Compiles the path of a route. Throws {@code IllegalArgumentException} when it is none. */
  public static PathPattern of(String text) {
    if (!isPattern(text)) {
      throw new IllegalArgumentException(text);
    }
    return new PathPattern(text);
  }

  /** Whether it may be the path of a route. */
  static boolean isPattern(String text) {
    if (!text.startsWith("/")
        || text.length() > MOST_CHARACTERS
        || text.chars().anyMatch(c -> c <= ' ' || c >= 127 || "?#%\\".indexOf(c) >= 0)
        || !text.equals(NormalPath.of(text))) {
      return false;
    }
    List<String> names = new ArrayList<>();
    for (String segment : text.split("/")) {
      Matcher name = NAME.matcher(segment);
      if (name.matches()) {
        names.add(name.group(1));
      } else if (segment.indexOf('{') >= 0 || segment.indexOf('}') >= 0) {
        return false;
      }
    }
    return names.stream().distinct().count() == names.size();
  }

  /** Whether more segments may follow. */
  public boolean isPrefix() {
    return text.endsWith("/");
  }

  /** The names of segments, in order. */
  public List<String> names() {
    return List.copyOf(names);
  }

  /** The pattern with its names blanked: two that are alike take the same paths. */
  String shape() {
    return NAME.matcher(text).replaceAll("{}");
  }

  /**
   * Whether a path fits; without an allocation unless a value is escaped.
   *
   * @param path as {@link NormalPath} gives it
   */
  public boolean matches(String path) {
    return end(path, null) >= 0;
  }

  /**
   * The values of the named segments, unescaped; empty when the path does not fit, for instance
   * because a value is no UTF-8.
   *
   * @param path as it came
   */
  public Optional<Map<String, String>> match(String path) {
    Map<String, String> values = new LinkedHashMap<>();
    String normal = NormalPath.of(path);
    return normal == null || end(normal, values) < 0 ? Optional.empty() : Optional.of(values);
  }

  // Behind the last character that the pattern takes; -1 when the path does not fit.
  private int end(String path, Map<String, String> values) {
    int at = 0;
    for (int i = 0; i < names.size(); i++) {
      if (!path.startsWith(literals.get(i), at)) {
        return -1;
      }
      at += literals.get(i).length();
      int slash = path.indexOf('/', at);
      int end = slash < 0 ? path.length() : slash;
      if (end == at || !PercentText.isSound(path, at, end)) {
        return -1;
      }
      if (values != null) {
        values.put(names.get(i), PercentText.decode(path, at, end));
      }
      at = end;
    }
    return end(path, at, literals.get(names.size()));
  }

  private int end(String path, int at, String last) {
    int left = path.length() - at;
    if (isPrefix()) {
      // A prefix also means itself without the slash, as people type it.
      return path.startsWith(last, at)
          ? at + last.length()
          : left == last.length() - 1 && last.regionMatches(0, path, at, left) ? path.length() : -1;
    }
    return left == last.length() && path.startsWith(last, at) ? path.length() : -1;
  }

  // A letter per segment, so that the order of texts is the order wanted: c, the end, comes last.
  private static String kinds(String text) {
    StringBuilder kinds = new StringBuilder();
    String[] segments = text.substring(1).split("/");
    for (String segment : segments) {
      if (!segment.isEmpty() || segments.length > 1) {
        kinds.append(NAME.matcher(segment).matches() ? 'b' : 'a');
      }
    }
    return kinds.append('c').toString();
  }

  @Override
  public String toString() {
    return text;
  }
}
