package io.carillon.gateway.testkit;

/**
 * One thing that a witness was told about a channel.
 *
 * @param epoch the one its subscription stands in; empty when the channel is no stream
 * @param offset of the publication, or where the subscription begins
 * @param payload null unless it is a publication
 * @param node it was connected to
 * @param at {@code System.nanoTime()}
 */
record Heard(
    Kind kind, String epoch, long offset, SentNumber.Payload payload, NodeAddress node, long at) {
  /** What it was. */
  enum Kind {
    /** Subscribed for the first time. */
    BEGAN,
    /** Came back and missed nothing that does not follow here. */
    RECOVERED,
    /** Came back and was told that something is missing. */
    TOLD,
    /** A publication. */
    PUBLICATION
  }

  boolean isPublication() {
    return kind == Kind.PUBLICATION;
  }

  @Override
  public String toString() {
    String what = payload == null ? "" : " " + payload;
    return kind + " " + epoch + ":" + offset + what + " from " + node;
  }
}
