package io.carillon.gateway.testkit;

import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the inputs of a fuzz test come from: another place each time, and told, so that it can be
 * gone to again.
 */
public final class FuzzSeed {
  private static final Logger LOG = LoggerFactory.getLogger(FuzzSeed.class);
  private static final String PROPERTY = "fuzz.seed";
  private static final int MANY = 1_000_000;

  private FuzzSeed() {}

  /** How many there are; {@code -Dfuzz.inputs} asks for fewer, or more. */
  public static int inputs() {
    return Integer.getInteger("fuzz.inputs", MANY);
  }

  /** Picks a seed, or takes that of {@code -Dfuzz.seed}, and prints it. */
  public static SplittableRandom random(Class<?> fuzz) {
    long seed = Long.getLong(PROPERTY, System.nanoTime());
    LOG.info("fuzz begins test={} again=-D{}={}", fuzz.getSimpleName(), PROPERTY, seed);
    return new SplittableRandom(seed);
  }
}
