package io.carillon.gateway.machine;

/** What there may be too little of for one more client. */
public enum Shortage {
  /** Descriptors: each socket takes one, and a process may have only so many. */
  FILES("no more sockets for clients"),
  /** Heap, or memory outside of it. */
  MEMORY("memory is short");

  private final String text;

  Shortage(String text) {
    this.text = text;
  }

  /** For the client. */
  public String text() {
    return text;
  }
}
