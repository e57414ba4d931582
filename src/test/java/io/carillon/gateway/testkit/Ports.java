package io.carillon.gateway.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Ports that have to be known before somebody listens on them. Below those that the system gives to
 * outgoing connections, so that none of these takes one meanwhile. Callable from any thread.
 */
public final class Ports {
  /** JVMs of a build that may run side by side; each has ports of its own. */
  private static final int MOST_FORKS = 4;

  private static final int ALL = 14_000;

  /**
   * Of this JVM; what is no number is a mistake of the build, and not to be taken for the first.
   */
  private static final int FORK = Integer.parseInt(System.getProperty("test.fork", "1"));

  private static final int FIRST = 18_000 + (FORK - 1) % MOST_FORKS * ALL / MOST_FORKS;
  private static final int LAST = FIRST + ALL / MOST_FORKS - 1;
  private static final SplittableRandom RANDOM = new SplittableRandom();
  private static final Set<Integer> GIVEN = new HashSet<>();

  private Ports() {}

  /** A port of loopback that is free, and was not given to anybody else. */
  public static synchronized int free() {
    while (true) {
      int port = RANDOM.nextInt(FIRST, LAST + 1);
      if (!GIVEN.contains(port) && isFree(port)) {
        GIVEN.add(port);
        return port;
      }
    }
  }

  /** The first of so many in a row, of which the same holds. */
  public static synchronized int freeRow(int length) {
    while (true) {
      int first = RANDOM.nextInt(FIRST, LAST + 2 - length);
      List<Integer> row = IntStream.range(first, first + length).boxed().toList();
      if (row.stream().allMatch(port -> !GIVEN.contains(port) && isFree(port))) {
        GIVEN.addAll(row);
        return first;
      }
    }
  }

  /** Whether a node could listen there now. */
  public static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
