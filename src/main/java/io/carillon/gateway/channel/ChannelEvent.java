package io.carillon.gateway.channel;

/** What the subscribers of a channel can hear. */
public sealed interface ChannelEvent
    permits Publication, ChannelEvent.Joined, ChannelEvent.Left, ChannelEvent.Broken {
  /** Where it happened. */
  Channel channel();

  /** A client subscribed; told once per client, where the policy of the channel wants it. */
  record Joined(Channel channel, ClientInfo info) implements ChannelEvent {}

  /** A client is gone from the channel; told once per client. */
  record Left(Channel channel, ClientInfo info) implements ChannelEvent {}

  /**
   * The stream does not go on from what was heard before: publications are lost, or it is another
   * one now. Whoever has not heard all up to {@code from} has to recover.
   *
   * @param from what comes next follows this
   */
  record Broken(Channel channel, StreamPosition from) implements ChannelEvent {}
}
