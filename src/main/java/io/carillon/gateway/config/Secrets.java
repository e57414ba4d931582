package io.carillon.gateway.config;

import java.util.Optional;

/** Reads values that no complaint shows. Stateless. */
final class Secrets {
  private static final String KNOWN = "***";

  private Secrets() {}

  /** Empty when there is none. */
  static Optional<Secret> any(Section section, String key) {
    Node node = section.single(key);
    if (node instanceof Node.Scalar scalar) {
      return Optional.of(scalar.text()).filter(text -> !text.isEmpty()).map(Secret::new);
    }
    if (node != null) {
      section.complainWithin(key, "", "something else (" + node.origin() + ")", "a text");
    }
    return Optional.empty();
  }

  /**
   * One of some length.
   *
   * @param kept what {@code ***} stands for
   */
  static Optional<Secret> of(Section section, String key, int leastBytes, Optional<Secret> kept) {
    Optional<Secret> secret = any(section, key);
    if (secret.isEmpty()) {
      return secret;
    }
    String origin = " (" + section.single(key).origin() + ")";
    if (secret.get().value().equals(KNOWN)) {
      if (kept.isEmpty()) {
        String wanted = "the secret itself: *** only stands for one that is known";
        section.complainWithin(key, "", KNOWN + origin, wanted);
      }
      return kept;
    }
    if (secret.get().bytes().length < leastBytes) {
      String wanted = "at least " + leastBytes + " bytes";
      section.complainWithin(key, "", "a shorter one" + origin, wanted);
      return Optional.empty();
    }
    return secret;
  }
}
