package io.carillon.gateway.bench;

/**
 * The connections.
 *
 * @param amount how many
 * @param concurrency handshakes under way at once, at most
 * @param connectRate handshakes begun in a second, at most; 0 for as many as go
 * @param channels that the connections are spread over; the channel of connection i is i modulo
 *     this
 * @param subscriptions channels of one connection, that one and those which follow it
 * @param channel its name, {@code {n}} stands for its number
 * @param threads event loops that carry them
 */
public record Crowd(
    int amount,
    int concurrency,
    double connectRate,
    int channels,
    int subscriptions,
    String channel,
    int threads) {

  /** The name of a channel. */
  public String channelName(int number) {
    return channel.replace("{n}", Integer.toString(number));
  }

  public Crowd withAmount(int other) {
    return new Crowd(other, concurrency, connectRate, channels, subscriptions, channel, threads);
  }
}
