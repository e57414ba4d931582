package io.carillon.gateway.machine;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How many files and sockets the process may have open, and from which number on they are not for
 * clients. A system gives out the lowest number that is free, so one in the reserve says that all
 * below are taken, and nobody has to count. Immutable.
 *
 * @param most that may be open; 0 when that is not known, and then nothing is kept in reserve
 * @param open right after the start: files of the program, and what the node needs for itself
 * @param reserve for the API, other nodes, Redis and targets
 */
public record Descriptors(long most, long open, int reserve) {
  /** What is known of nothing. */
  static final Descriptors UNKNOWN = new Descriptors(0, 0, 0);

  /**
   * Those of this process.
   *
   * @param wanted reserve; 0 for a sixteenth of all, of 32 to 1,000
   */
  public static Descriptors of(int wanted) {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? of(unix.getMaxFileDescriptorCount(), unix.getOpenFileDescriptorCount(), wanted)
        : UNKNOWN;
  }

  static Descriptors of(long most, long open, int wanted) {
    if (most <= 0) {
      return UNKNOWN;
    }
    long own = Math.max(32, Math.min(1_000, most / 16));
    return new Descriptors(most, open, (int) Math.min(most / 2, wanted > 0 ? wanted : own));
  }

  /** How many clients can be connected; links to targets count twice. */
  public long clients() {
    return most == 0 ? Integer.MAX_VALUE : Math.max(0, most - reserve - open);
  }

  /** Whether a socket of this number, negative when it is not known, is not for clients. */
  boolean isReserved(int number) {
    return most > 0 && number >= most - reserve;
  }

  /** Whether not even a refusal may be written on it: half of the reserve is gone. */
  boolean isBeyond(int number) {
    return most > 0 && number >= most - reserve / 2;
  }
}
