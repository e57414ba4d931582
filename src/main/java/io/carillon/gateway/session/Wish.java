package io.carillon.gateway.session;

import io.carillon.gateway.auth.Grant;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.config.ChannelPolicy;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.filter.TagFilter;
import io.carillon.gateway.protocol.Command;
import java.util.function.Supplier;

/** From how a client wants to hear a channel to the subscription that does it. Stateless. */
final class Wish {
  private static final String FOSSIL = "fossil";

  private Wish() {}

  /** Whether the client knows what it asks for; if not, it does not speak the protocol. */
  static boolean isKnown(Command.SubscribeRequest request) {
    return request.delta().isEmpty() || request.delta().equals(FOSSIL);
  }

  /**
   * What makes the subscription. Where deltas are not allowed, the client gets publications whole,
   * which it is told.
   *
   * @param grant what a token grants; null for none
   * @throws GatewayException with {@code BAD_REQUEST} for a filter that is wrong or not allowed, or
   *     one with deltas: these are of the publication before, which a filter leaves out
   */
  static Supplier<Subscription> subscription(
      CentrifugeSession session, Channel channel, Command.SubscribeRequest request, Grant grant) {
    ChannelPolicy.Delivery allowed = session.services().pubSub().policies().of(channel).delivery();
    boolean delta = !request.delta().isEmpty();
    if (request.filter() != null) {
      if (!allowed.filters() || delta) {
        throw new GatewayException(ErrorCode.BAD_REQUEST, "no filter in " + channel);
      }
      TagFilter filter = session.services().sessions().filters().of(request.filter());
      return () -> new FilteredSubscription(session, channel, grant, filter);
    }
    return delta && allowed.delta()
        ? () -> new DeltaSubscription(session, channel, grant)
        : () -> new Subscription(session, channel, false, grant);
  }
}
