package io.carillon.gateway.bench;

import java.math.BigInteger;

/**
 * The connections.
 *
 * @param amount how many
 * @param concurrency handshakes under way at once, at most
 * @param connectRate handshakes begun in a second, at most; 0 for as many as go
 * @param channels that the connections are spread over
 * @param subscriptions channels of one connection, one after the other; those of the next
 *     connection follow, and after the last channel comes the first
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

  /** The first channel of a connection. */
  public int channelOf(int connection) {
    return (int) ((long) connection * subscriptions % channels);
  }

  /** After so many connections the first channel is the same again. */
  public int circle() {
    return channels
        / BigInteger.valueOf(channels).gcd(BigInteger.valueOf(subscriptions)).intValue();
  }

  /** The name of a channel. */
  public String channelName(int number) {
    return channel.replace("{n}", Integer.toString(number));
  }

  public Crowd withAmount(int other) {
    return new Crowd(other, concurrency, connectRate, channels, subscriptions, channel, threads);
  }
}
