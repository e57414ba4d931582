package io.carillon.gateway.proxy.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What one proxy tells of a request, RFC 7239 section 4.
 *
 * @param text as it came
 * @param hop where the proxy had it from
 * @param host what the client asked for; null when it is not told
 * @param proto {@code http} or {@code https}; null when it is not told
 */
record ForwardedElement(String text, Hop hop, String host, String proto) {

  /** The well-formed elements at the end of a field; what stands before a malformed one is cut. */
  static List<ForwardedElement> parse(String field) {
    List<ForwardedElement> elements = new ArrayList<>();
    int at = 0;
    while (at < field.length()) {
      int begin = skipBlanks(field, at);
      if (begin < field.length() && field.charAt(begin) == ',') {
        at = begin + 1;
        continue;
      }
      Reader reader = new Reader(field, begin);
      ForwardedElement element = reader.element();
      if (element != null) {
        elements.add(element);
        at = reader.at + 1;
      } else {
        // Nobody knows where it ends, so what comes next may be anything up to a comma.
        elements.clear();
        int comma = field.indexOf(',', begin);
        at = comma < 0 ? field.length() : comma + 1;
      }
    }
    return elements;
  }

  /** The same of {@code X-Forwarded-For}, whose entries are nothing but addresses. */
  static List<ForwardedElement> entries(String field) {
    List<ForwardedElement> elements = new ArrayList<>();
    for (String entry : field.split(",")) {
      String text = entry.trim();
      Hop hop = Hop.entry(text);
      if (hop != null) {
        elements.add(new ForwardedElement(text, hop, null, null));
      } else if (!text.isEmpty()) {
        elements.clear();
      }
    }
    return elements;
  }

  private static int skipBlanks(String field, int from) {
    int at = from;
    while (at < field.length() && (field.charAt(at) == ' ' || field.charAt(at) == '\t')) {
      at++;
    }
    return at;
  }

  /** Reads one element; stands at the comma behind it, or at the end. */
  private static final class Reader {
    private final String field;
    private final int begin;
    private int at;
    private Hop hop;
    private String host;
    private String proto;

    private Reader(String field, int begin) {
      this.field = field;
      this.begin = begin;
      this.at = begin;
    }

    private ForwardedElement element() {
      while (true) {
        at = skipBlanks(field, at);
        if (!isAt(";") && !isAtEnd() && !pair()) {
          return null;
        }
        at = skipBlanks(field, at);
        if (isAtEnd()) {
          return new ForwardedElement(
              field.substring(begin, at).trim(), hop == null ? Hop.HIDDEN : hop, host, proto);
        }
        if (!isAt(";")) {
          return null;
        }
        at++;
      }
    }

    private boolean isAtEnd() {
      return at == field.length() || isAt(",");
    }

    private boolean isAt(String one) {
      return field.startsWith(one, at);
    }

    private boolean pair() {
      // Never further than the name: looking for the sign alone would read the field to its end for
      // each of its elements.
      int equals = Characters.tokenEnd(field, at);
      if (equals == at || equals == field.length() || field.charAt(equals) != '=') {
        return false;
      }
      String name = field.substring(at, equals).toLowerCase(Locale.ROOT);
      at = equals + 1;
      String value = value();
      return value != null && take(name, value);
    }

    private boolean take(String name, String value) {
      switch (name) {
        case "for" -> {
          boolean first = hop == null;
          hop = Hop.node(value);
          return first && hop != null;
        }
        case "host" -> {
          boolean first = host == null;
          host = value;
          return first && Characters.isAuthority(value);
        }
        case "proto" -> {
          boolean first = proto == null;
          proto = Forwarding.scheme(value);
          return first && proto != null;
        }
        default -> {
          return true;
        }
      }
    }

    // A token, or a quoted string of RFC 9110 section 5.6.4; null when it is neither.
    private String value() {
      if (at < field.length() && field.charAt(at) == '"') {
        return quoted();
      }
      int from = at;
      while (at < field.length() && " \t;,".indexOf(field.charAt(at)) < 0) {
        at++;
      }
      String token = field.substring(from, at);
      return Characters.isToken(token) ? token : null;
    }

    private String quoted() {
      StringBuilder value = new StringBuilder();
      for (at++; at < field.length(); at++) {
        char c = field.charAt(at);
        if (c == '"') {
          at++;
          return value.toString();
        }
        if (c == '\\' && ++at == field.length()) {
          return null;
        }
        value.append(field.charAt(at));
      }
      return null;
    }
  }
}
