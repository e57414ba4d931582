package io.carillon.gateway.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A piece of configuration as it was written, and where. */
sealed interface Node {
  /** Where it stands: a line of the file, an option, a variable of the environment. */
  String origin();

  /** What a complaint may show of it, unless it is a secret. */
  String shown();

  /** What a complaint may show where a secret may stand by mistake. */
  default String kind() {
    return this instanceof Scalar ? "a single value (" + origin() + ")" : shown();
  }

  /** A single value. */
  record Scalar(String text, String origin) implements Node {
    @Override
    public String shown() {
      return Shown.value(text) + " (" + origin + ")";
    }
  }

  /** A key without a value. It counts as left out, but it is there: it may be unknown, or twice. */
  record Nothing(String origin) implements Node {
    @Override
    public String shown() {
      return "nothing (" + origin + ")";
    }
  }

  /** Keys and values; a later layer may put more into it. */
  record Mapping(Map<String, Node> entries, String origin) implements Node {
    static Mapping empty(String origin) {
      return new Mapping(new LinkedHashMap<>(), origin);
    }

    @Override
    public String shown() {
      return "a mapping (" + origin + ")";
    }
  }

  /** Values in a row. */
  record Sequence(List<Node> items, String origin) implements Node {
    static Sequence empty(String origin) {
      return new Sequence(new ArrayList<>(), origin);
    }

    @Override
    public String shown() {
      return "a list (" + origin + ")";
    }
  }
}
