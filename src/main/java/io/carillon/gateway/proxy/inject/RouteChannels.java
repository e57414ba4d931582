package io.carillon.gateway.proxy.inject;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.config.ChannelTemplate;
import io.carillon.gateway.config.PathPattern;
import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.carillon.gateway.pubsub.Policies;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The channels that clients of one route hear: those that are the same for all, and those that are
 * made from a request. Immutable; callable from any thread.
 */
public final class RouteChannels {
  private final List<Channel> constants;
  private final List<ChannelTemplate> templates = new ArrayList<>();
  private final PathPattern path;
  private final Policies policies;
  private final int most;

  /**
   * @param most channels of one client
   */
  public RouteChannels(RouteConfig route, Policies policies, int most) {
    this.path = PathPattern.of(route.path());
    this.policies = policies;
    this.most = most;
    Set<Channel> always = new LinkedHashSet<>();
    for (ChannelTemplate template : route.channels()) {
      if (template.isConstant()) {
        always.add(new Channel(template.toString()));
      } else {
        templates.add(template);
      }
    }
    this.constants = List.copyOf(always);
  }

  /**
   * What the client of a request hears, each channel once. A channel whose name needs something
   * that the request has not, or has empty, is left out.
   *
   * @param claim gives a claim of the client's token by its name; null when there is none
   * @throws GatewayException with {@code BAD_REQUEST}, for the client to read, when what the
   *     request has makes no channel that is configured
   */
  public List<Channel> of(ProxyRequest request, UnaryOperator<String> claim) {
    List<Channel> channels = templates.isEmpty() ? constants : made(request, claim);
    if (channels.size() > most) {
      throw new GatewayException(ErrorCode.LIMIT_EXCEEDED, "over " + most + " channels");
    }
    return channels; // those of a route that makes none are shared by its links
  }

  private List<Channel> made(ProxyRequest request, UnaryOperator<String> claim) {
    Set<Channel> channels = new LinkedHashSet<>(constants);
    RequestValues values = new RequestValues(request, path, claim);
    for (ChannelTemplate template : templates) {
      String name = new ChannelName(template).of(values);
      if (!name.isEmpty()) {
        channels.add(known(template, name));
      }
    }
    return List.copyOf(channels);
  }

  // One status for all that is wrong with it: the client cannot know which channels there are.
  private Channel known(ChannelTemplate template, String name) {
    try {
      Channel channel = new Channel(name);
      policies.of(channel);
      return channel;
    } catch (GatewayException refusal) {
      throw new GatewayException(
          ErrorCode.BAD_REQUEST, "channel " + template + ": " + refusal.getMessage());
    }
  }
}
