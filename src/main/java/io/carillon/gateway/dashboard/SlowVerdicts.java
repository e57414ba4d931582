package io.carillon.gateway.dashboard;

import io.carillon.gateway.channel.ClientInfo;

/**
 * Tells of clients that lost their connections since they were slow: the first few of each second,
 * and of the others how many. Callable from any thread.
 */
final class SlowVerdicts {
  private static final int MOST_PER_SECOND = 5;

  private final Events events;
  private int told;
  private int others;

  SlowVerdicts(Events events) {
    this.events = events;
  }

  synchronized void add(ClientInfo client) {
    if (told < MOST_PER_SECOND) {
      told++;
      String user = client.user().isEmpty() ? "" : " of user " + client.user();
      events.add("slow", "client " + client.client() + user + " was too slow");
    } else {
      others++;
    }
  }

  /** A second is over. */
  synchronized void tick() {
    if (others > 0) {
      events.add("slow", others + " more clients were too slow");
    }
    told = 0;
    others = 0;
  }
}
