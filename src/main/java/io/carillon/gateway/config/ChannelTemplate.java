package io.carillon.gateway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The name of a channel, or how it is made from a request: {@code room-{query.room}}. Immutable.
 *
 * @param parts in order
 */
public record ChannelTemplate(List<Part> parts) {
  /** The source that stands for itself: the id of the user. */
  public static final String USER = "user";

  private static final Set<String> SOURCES = Set.of("path", "query", "header", "claim");

  public ChannelTemplate {
    parts = List.copyOf(parts);
  }

  /** Takes a template of a request apart. Throws {@code IllegalArgumentException} for no such. */
  public static ChannelTemplate parse(String text) {
    return parse(text, SOURCES);
  }

  /**
   * Takes a template apart. Throws {@code IllegalArgumentException} when it is none.
   *
   * @param sources that its values may come from: those of requests, and {@code user}, which has no
   *     names within
   */
  static ChannelTemplate parse(String text, Set<String> sources) {
    List<Part> parts = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int open = text.indexOf('{', at);
      int end = open < 0 ? text.length() : open;
      if (end > at) {
        parts.add(new Part("", text.substring(at, end)));
      }
      at = end;
      if (open >= 0) {
        int close = text.indexOf('}', open);
        parts.add(part(close < 0 ? "" : text.substring(open + 1, close), sources));
        at = close + 1;
      }
    }
    if (parts.isEmpty()) {
      throw new IllegalArgumentException(text);
    }
    return new ChannelTemplate(parts);
  }

  private static Part part(String braced, Set<String> sources) {
    int dot = braced.indexOf('.');
    String source = dot < 0 ? braced : braced.substring(0, dot);
    String name = dot < 0 ? "" : braced.substring(dot + 1);
    if (!sources.contains(source)
        || (dot < 0) != source.equals(USER)
        || (dot >= 0 && name.isEmpty())) {
      throw new IllegalArgumentException(braced);
    }
    return new Part(source, name);
  }

  /** Whether it is the same for every request. */
  public boolean isConstant() {
    return parts.stream().allMatch(Part::isLiteral);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      text.append(part.isLiteral() ? part.text() : "{" + part.name() + "}");
    }
    return text.toString();
  }

  /**
   * A piece of a template.
   *
   * @param source path, query, header, claim or user; empty for a literal
   * @param text the literal, or the name within the source; empty for a user
   */
  public record Part(String source, String text) {
    /** Whether it stands for itself. */
    public boolean isLiteral() {
      return source.isEmpty();
    }

    /** Whether it stands for the id of the user. */
    public boolean isUser() {
      return source.equals(USER);
    }

    private String name() {
      return text.isEmpty() ? source : source + "." + text;
    }
  }
}
