package io.carillon.gateway.dashboard;

import io.carillon.gateway.channel.ClientInfo;

/**
 * Tells of clients that lost their connections since they were slow, in one line for each second:
 * of the first, and how many there were besides. Callable from any thread.
 */
final class SlowVerdicts {
  private final Events events;
  private ClientInfo first;
  private int others;

  SlowVerdicts(Events events) {
    this.events = events;
  }

  synchronized void add(ClientInfo client) {
    if (first == null) {
      first = client;
    } else {
      others++;
    }
  }

  /** A second is over. */
  synchronized void tick() {
    if (first != null) {
      String user = first.user().isEmpty() ? "" : " of user " + first.user();
      String all = others == 0 ? " was too slow" : " and " + others + " more were too slow";
      events.add("slow", "client " + first.client() + user + all);
    }
    first = null;
    others = 0;
  }
}
