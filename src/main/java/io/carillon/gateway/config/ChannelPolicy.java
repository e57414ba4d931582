package io.carillon.gateway.config;

import java.time.Duration;

/**
 * What holds for the channels of a namespace, or for one channel.
 *
 * @param presence whether the gateway knows who is subscribed
 * @param joinLeave whether subscribers hear who comes and goes
 * @param publish who may publish
 */
public record ChannelPolicy(
    History history, boolean presence, boolean joinLeave, Publishers publish) {

  /**
   * @param size publications kept at most; 0 for none, and then the channel is no stream
   * @param ttl how long each is kept; zero when {@code size} is 0
   */
  public record History(int size, Duration ttl) {}

  /** Who may publish. */
  public enum Publishers {
    /** Backends only, over HTTP. */
    SERVER,
    /** Also clients, to channels they are subscribed to. */
    SUBSCRIBERS,
    /** Also any connected client. */
    ANYONE
  }

  /** Whether its channels keep a stream, so that clients can recover. */
  public boolean keepsHistory() {
    return history.size() > 0;
  }
}
