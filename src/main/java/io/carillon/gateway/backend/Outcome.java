package io.carillon.gateway.backend;

import java.util.Locale;

/** What came of a question; also a metric tag. */
public enum Outcome {
  /** A result. */
  ANSWERED(true),
  /** The backend does not want it, or not the client. */
  REFUSED(true),
  /** No answer in time. */
  LATE(false),
  /** No connection, or one that broke. */
  UNREACHABLE(false),
  /** Another status than 200. */
  BAD_STATUS(false),
  /** No JSON, of other types, with codes out of range, or too large. */
  MALFORMED(false),
  /** Not asked: too many wait already. */
  FULL(true),
  /** Not asked: nothing good was answered lately. */
  BROKEN(true),
  /** Not asked any more: the client went while it waited. */
  ABANDONED(true);

  private final boolean sound;

  Outcome(boolean sound) {
    this.sound = sound;
  }

  /** Whether it says nothing against the backend. */
  boolean isSound() {
    return sound;
  }

  /** As it stands in metrics. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
