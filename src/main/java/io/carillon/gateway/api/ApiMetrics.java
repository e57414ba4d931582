package io.carillon.gateway.api;

/** Counts the requests of backends and operators. From any thread. */
@FunctionalInterface
public interface ApiMetrics {
  /**
   * A request was answered.
   *
   * @param method as the API knows it, or method and path pattern of a resource; {@code other} for
   *     what is not there
   * @param status of HTTP; where an error is answered with 200, the one that it stands for
   */
  void answered(String method, int status);
}
