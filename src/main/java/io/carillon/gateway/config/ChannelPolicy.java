package io.carillon.gateway.config;

import java.time.Duration;
import java.util.stream.Stream;

/**
 * What holds for the channels of a namespace, or for one channel.
 *
 * @param presence whether the gateway knows who is subscribed
 * @param joinLeave whether subscribers hear who comes and goes
 * @param access which clients may do what
 */
public record ChannelPolicy(History history, boolean presence, boolean joinLeave, Access access) {

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
