package io.carillon.gateway.trace;

/**
 * What somebody watches.
 *
 * @param name of the channel, the user, the client or the link
 */
public record TraceFilter(Kind what, String name) {
  /** What can be watched. */
  public enum Kind {
    CHANNEL,
    USER,
    CLIENT,
    LINK
  }

  /** Whether the event is about it. Deliveries to single clients are for those who watch them. */
  boolean matches(TraceEvent event) {
    return switch (what) {
      case CHANNEL ->
          name.equals(event.channel())
              && (event.what() != TraceEvent.What.DELIVER || event.client().isEmpty())
              && event.what() != TraceEvent.What.INJECT;
      case USER -> name.equals(event.user());
      case CLIENT, LINK -> name.equals(event.client());
    };
  }
}
