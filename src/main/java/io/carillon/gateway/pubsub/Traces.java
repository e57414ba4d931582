package io.carillon.gateway.pubsub;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.hub.FanoutWatch;
import io.carillon.gateway.hub.PushBatch;
import io.carillon.gateway.hub.Subscriber;
import io.carillon.gateway.trace.TraceEvent;
import io.carillon.gateway.trace.TraceFilter;
import io.carillon.gateway.trace.Tracer;
import io.vertx.core.AsyncResult;
import java.util.List;

/**
 * Tells those who trace of publications: each as it is accepted, each as it reaches its subscribers
 * on this node, and what single clients are given while they are watched. One per node; callable
 * from any loop.
 */
public final class Traces implements FanoutWatch {
  private static final double NANOS_PER_MILLI = 1e6;

  private final Tracer tracer;

  public Traces(Tracer tracer) {
    this.tracer = tracer;
  }

  /** Of a publication that somebody at this node wanted. */
  static TraceEvent published(
      Channel channel,
      Payload data,
      PublishRequest request,
      AsyncResult<StreamPosition> taken,
      long beganNanos) {
    String outcome =
        taken.succeeded()
            ? "offset=" + taken.result().offset()
            : "refused=\"" + GatewayException.codeOf(taken.cause()).text() + '"';
    return TraceEvent.of(TraceEvent.What.PUBLISH, outcome)
        .by(request.info())
        .in(channel)
        .ofSize(data.size())
        .after((System.nanoTime() - beganNanos) / NANOS_PER_MILLI);
  }

  @Override
  public boolean isOn() {
    return tracer.isOn();
  }

  @Override
  public void onPushed(PushBatch batch, List<Subscriber> subscribers) {
    Channel channel = batch.events().get(0).channel();
    if (tracer.watches(TraceFilter.Kind.CHANNEL, channel.name())) {
      tellFanout(channel, batch, count(subscribers));
    }
    if (tracer.watchesClients()) {
      for (Subscriber subscriber : subscribers) {
        if (subscriber instanceof Listener listener) {
          tellDelivery(channel, batch, listener);
        }
      }
    }
  }

  private void tellFanout(Channel channel, PushBatch batch, int count) {
    for (ChannelEvent event : batch.events()) {
      if (event instanceof Publication publication) {
        tracer.tellFanout(
            TraceEvent.of(TraceEvent.What.DELIVER, "offset=" + publication.offset())
                .in(channel)
                .ofSize(publication.data().size())
                .after((double) Math.max(0, System.currentTimeMillis() - publication.timeMillis()))
                .times(count),
            publication);
      }
    }
  }

  private void tellDelivery(Channel channel, PushBatch batch, Listener listener) {
    ClientInfo client = listener.client();
    if (client == null || !tracer.watches(client) || batch.lastPublication() < 0) {
      return;
    }
    long size = 0;
    int count = 0;
    for (ChannelEvent event : batch.events()) {
      if (event instanceof Publication publication) {
        size += publication.data().size();
        count++;
      }
    }
    tracer.tell(
        TraceEvent.of(listener.isLink() ? TraceEvent.What.INJECT : TraceEvent.What.DELIVER, "")
            .by(client)
            .in(channel)
            .ofSize(size)
            .times(count));
  }

  private static int count(List<Subscriber> subscribers) {
    int count = 0;
    for (Subscriber subscriber : subscribers) {
      count += subscriber == null ? 0 : 1;
    }
    return count;
  }
}
