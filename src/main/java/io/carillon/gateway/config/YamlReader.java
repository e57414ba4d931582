package io.carillon.gateway.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * Turns YAML into {@link Node}s that know their line. Keys that come twice are complained about;
 * what is no YAML, and anchors, aliases and second documents, end the reading.
 */
final class YamlReader {
  private static final YAMLFactory FACTORY = new YAMLFactory();
  private static final int MAX_DEPTH = 32;

  private final YAMLParser parser;
  private final String fixedOrigin;
  private final List<Complaint> complaints;
  private int depth;

  private YamlReader(YAMLParser parser, String fixedOrigin, List<Complaint> complaints) {
    this.parser = parser;
    this.fixedOrigin = fixedOrigin;
    this.complaints = complaints;
  }

  /**
   * Reads one document.
   *
   * @param origin of everything in it; null when lines are counted
   * @param complaints gets what is wrong
   * @return empty when it holds nothing, or is no YAML
   */
  static Optional<Node> read(String text, String origin, List<Complaint> complaints) {
    try (YAMLParser parser = FACTORY.createParser(text)) {
      YamlReader reader = new YamlReader(parser, origin, complaints);
      JsonToken first = parser.nextToken();
      if (first == null) {
        return Optional.empty();
      }
      Node node = reader.node("");
      if (parser.nextToken() != null) {
        throw new Unreadable("more behind the end", reader.where(), "one document");
      }
      return Optional.of(node);
    } catch (Unreadable unreadable) {
      complaints.add(unreadable.complaint);
    } catch (JsonProcessingException malformed) {
      complaints.add(SyntaxError.complaint(malformed, origin));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    } catch (RuntimeException malformed) {
      // The YAML library lets some of its own exceptions through, for instance of bad escapes.
      complaints.add(new Complaint("", "what cannot be read (" + where(origin) + ")", "YAML"));
    }
    return Optional.empty();
  }

  private static String where(String origin) {
    return origin == null ? "in the file" : origin;
  }

  // The parser stands on the node's first token.
  private Node node(String path) throws IOException {
    JsonToken token = parser.currentToken();
    if (parser.isCurrentAlias() || parser.getObjectId() != null) {
      throw new Unreadable("an anchor or alias", where(), "values written out", path);
    }
    if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
      if (++depth > MAX_DEPTH) {
        throw new Unreadable("deep nesting", where(), "at most " + MAX_DEPTH + " levels");
      }
      Node inner = token == JsonToken.START_OBJECT ? mapping(path) : sequence(path);
      depth--;
      return inner;
    }
    return token == JsonToken.VALUE_NULL
        ? new Node.Nothing(where())
        : new Node.Scalar(parser.getText(), where());
  }

  private Node mapping(String path) throws IOException {
    Node.Mapping mapping = Node.Mapping.empty(where());
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      String inner = join(path, Shown.unknownKey(key));
      if (mapping.entries().containsKey(key)) {
        complaints.add(new Complaint(inner, "the key again (" + where() + ")", "each key once"));
      }
      parser.nextToken();
      mapping.entries().put(key, node(inner));
    }
    return mapping;
  }

  private Node sequence(String path) throws IOException {
    Node.Sequence sequence = Node.Sequence.empty(where());
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      sequence.items().add(node(join(path, String.valueOf(sequence.items().size()))));
    }
    return sequence;
  }

  private static String join(String path, String step) {
    return path.isEmpty() ? step : path + "." + step;
  }

  private String where() {
    return fixedOrigin != null ? fixedOrigin : "line " + parser.currentTokenLocation().getLineNr();
  }

  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final transient Complaint complaint;

    Unreadable(String found, String where, String wanted) {
      this(found, where, wanted, "");
    }

    Unreadable(String found, String where, String wanted, String path) {
      super(found, null, false, false);
      complaint = new Complaint(path, found + " (" + where + ")", wanted);
    }
  }
}
