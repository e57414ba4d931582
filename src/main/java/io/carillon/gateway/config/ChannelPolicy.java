package io.carillon.gateway.config;

import java.time.Duration;
import java.util.stream.Stream;

/**
 * What holds for the channels of a namespace, or for one channel.
 *
 * @param presence whether the gateway knows who is subscribed
 * @param joinLeave whether subscribers hear who comes and goes
 * @param access which clients may do what
 * @param delivery what subscribers may ask for, and get back
 */
public record ChannelPolicy(
    History history, boolean presence, boolean joinLeave, Access access, Delivery delivery) {
  /** One whose subscribers get everything, and whole. */
  public ChannelPolicy(History history, boolean presence, boolean joinLeave, Access access) {
    this(history, presence, joinLeave, access, Delivery.PLAIN);
  }

  /**
   * How publications reach those who subscribe.
   *
   * @param delta whether they may ask for deltas instead of whole publications
   * @param filters whether they may ask for publications with certain tags only
   * @param recovery what they are brought when they come back
   */
  public record Delivery(boolean delta, boolean filters, Recovery recovery) {
    /** Everything, and whole. */
    public static final Delivery PLAIN = new Delivery(false, false, Recovery.ALL);
  }

  /** What a client gets that comes back. */
  public enum Recovery {
    /** All that it missed, or nothing and a word that it did not. */
    ALL,
    /** The last publication, as everybody does who subscribes. */
    LATEST
  }

  /**
   * @param size publications kept at most; 0 for none, and then the channel is no stream
   * @param ttl how long each is kept; zero when {@code size} is 0
   */
  public record History(int size, Duration ttl) {}

  /**
   * Which clients may do what.
   *
   * @param subscribe by themselves; backends and routes may subscribe every client
   * @param readHistory also where the stream stands
   * @param readPresence also how many there are
   */
  public record Access(
      Permission subscribe, Permission publish, Permission readHistory, Permission readPresence) {
    Stream<String> claims() {
      return Stream.of(subscribe, publish, readHistory, readPresence).flatMap(Permission::claims);
    }
  }

  /** Whether its channels keep a stream, so that clients can recover. */
  public boolean keepsHistory() {
    return history.size() > 0;
  }
}
