package io.carillon.gateway.session;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.pubsub.Subscribed;
import io.carillon.gateway.trace.TraceEvent;
import io.carillon.gateway.trace.Tracer;

/**
 * What happens to the clients of a node, for those who trace them and for the log. One per node;
 * called on the loop of each session. Knows neither payloads nor tokens.
 */
public final class Chronicle {
  private final Tracer tracer;
  private final ClientLog log;

  /**
   * @param everyClient whether the log tells the life of every client
   */
  public Chronicle(Tracer tracer, boolean everyClient) {
    this.tracer = tracer;
    this.log = new ClientLog(everyClient);
  }

  void connected(Session session) {
    Origin origin = session.origin();
    if (log.isOn()) {
      log.life(session, "connected", "");
    }
    if (tracer.isOn()) {
      String detail = "kind=" + ClientLog.kind(origin) + " route=" + ClientLog.text(origin.route());
      tell(TraceEvent.What.CONNECT, session, null, detail + " address=" + origin.address());
    }
  }

  void subscribed(Session session, Subscription subscription, Subscribed subscribed) {
    if (!log.isOn() && !tracer.isOn()) {
      return;
    }
    String detail = "offset=" + subscribed.top().offset();
    if (subscription.byServer()) {
      detail += " by=server";
    }
    if (subscribed.wasRecovering()) {
      detail += " recovered=" + subscribed.recovered() + " missed=" + subscribed.missed().size();
    }
    if (log.isOn()) {
      log.step(session, "subscribed", subscription.channel(), detail);
    }
    if (tracer.isOn()) {
      tell(TraceEvent.What.SUBSCRIBE, session, subscription.channel(), detail);
    }
  }

  void unsubscribed(Session session, Channel channel) {
    if (log.isOn()) {
      log.step(session, "unsubscribed", channel, "");
    }
    if (tracer.isOn()) {
      tell(TraceEvent.What.UNSUBSCRIBE, session, channel, "");
    }
  }

  /** It does not keep up, and is about to lose its connection. */
  void slow(Session session) {
    if (log.isOn()) {
      log.life(session, "slow", "");
    }
    if (tracer.isOn()) {
      tell(TraceEvent.What.SLOW, session, null, "more waits than sessions.maxQueuedBytes");
    }
  }

  /**
   * It is gone.
   *
   * @param end how
   */
  void closed(Session session, End end) {
    log.closed(session, end);
    if (tracer.isOn()) {
      String detail = end + " " + session.tally();
      tell(TraceEvent.What.DISCONNECT, session, null, detail);
    }
  }

  private void tell(TraceEvent.What what, Session session, Channel channel, String detail) {
    TraceEvent event = TraceEvent.of(what, detail).by(session.info());
    tracer.tell(channel == null ? event : event.in(channel));
  }
}
