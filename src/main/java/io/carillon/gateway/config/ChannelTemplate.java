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
  private static final Set<String> SOURCES = Set.of("path", "query", "header", "claim");

  public ChannelTemplate {
    parts = List.copyOf(parts);
  }

  /** Takes a template apart. Throws {@code IllegalArgumentException} when it is none. */
  public static ChannelTemplate parse(String text) {
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
        int dot = text.indexOf('.', open);
        if (close < 0 || dot < 0 || dot > close || dot + 1 == close) {
          throw new IllegalArgumentException(text);
        }
        String source = text.substring(open + 1, dot);
        if (!SOURCES.contains(source)) {
          throw new IllegalArgumentException(text);
        }
        parts.add(new Part(source, text.substring(dot + 1, close)));
        at = close + 1;
      }
    }
    if (parts.isEmpty()) {
      throw new IllegalArgumentException(text);
    }
    return new ChannelTemplate(parts);
  }

  /** Whether it is the same for every request. */
  public boolean isConstant() {
    return parts.stream().allMatch(Part::isLiteral);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      text.append(part.isLiteral() ? part.text() : "{" + part.source() + "." + part.text() + "}");
    }
    return text.toString();
  }

  /**
   * A piece of a template.
   *
   * @param source path, query, header or claim; empty for a literal
   * @param text the literal, or the name within the source
   */
  public record Part(String source, String text) {
    /** Whether it stands for itself. */
    public boolean isLiteral() {
      return source.isEmpty();
    }
  }
}
