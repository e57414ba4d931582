package io.carillon.gateway.channel;

/** What the subscribers of a channel can hear. */
public sealed interface ChannelEvent permits Publication, ChannelEvent.Joined, ChannelEvent.Left {
  /** Where it happened. */
  Channel channel();

  /** A client subscribed; told once per client, where the policy of the channel wants it. */
  record Joined(Channel channel, ClientInfo info) implements ChannelEvent {}

  /** A client is gone from the channel; told once per client. */
  record Left(Channel channel, ClientInfo info) implements ChannelEvent {}
}
