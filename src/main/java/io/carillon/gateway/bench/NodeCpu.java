package io.carillon.gateway.bench;

/**
 * What a node used of its processors in the measured time.
 *
 * @param url of the listener that told it
 * @param cpuSeconds processor time of its process
 * @param seconds in which it used that
 */
public record NodeCpu(String url, double cpuSeconds, double seconds) {
  /** Of one core; more than 100 when it used several. */
  public double percent() {
    return seconds == 0 ? 0 : 100 * cpuSeconds / seconds;
  }
}
