package io.carillon.gateway.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Optional;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Tells a person what the YAML library did not like, and where, but nothing of the text itself. */
final class SyntaxError {
  private SyntaxError() {}

  /**
   * What to say.
   *
   * @param origin of the text; null when lines are counted
   */
  static Complaint complaint(JsonProcessingException malformed, String origin) {
    Optional<MarkedYAMLException> marked = marked(malformed);
    String problem = marked.map(SyntaxError::problem).orElseGet(() -> message(malformed));
    String where =
        origin != null
            ? origin
            : marked
                .map(MarkedYAMLException::getProblemMark)
                .map(SyntaxError::at)
                .orElseGet(() -> at(malformed.getLocation()));
    return new Complaint("", problem + " (" + where + ")", "YAML");
  }

  // Jackson wraps the library's exception in one of its own that is named alike.
  private static Optional<MarkedYAMLException> marked(Throwable failure) {
    return failure.getCause() instanceof MarkedYAMLException marked
        ? Optional.of(marked)
        : Optional.empty();
  }

  private static String problem(MarkedYAMLException marked) {
    String context = marked.getContext() == null ? "" : marked.getContext() + ": ";
    String problem = marked.getProblem() == null ? "" : marked.getProblem();
    // The name of a tag is the one piece of text that the library repeats.
    return context + (problem.contains("tag") ? "an undefined tag" : problem);
  }

  private static String message(JsonProcessingException malformed) {
    String first = malformed.getOriginalMessage().lines().findFirst().orElse("no YAML");
    int repeated = first.indexOf(", got this instead");
    return repeated < 0 ? first : first.substring(0, repeated);
  }

  private static String at(Mark mark) {
    return "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1);
  }

  private static String at(JsonLocation location) {
    return location == null
        ? "in the file"
        : "line " + location.getLineNr() + ", column " + location.getColumnNr();
  }
}
