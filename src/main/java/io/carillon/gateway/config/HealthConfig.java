package io.carillon.gateway.config;

import java.time.Duration;

/**
 * How a pool finds out which of its targets live.
 *
 * @param path of HTTP and WebSocket checks
 * @param host header of those; empty for the target's
 * @param statusFrom lowest status that an HTTP check takes for healthy
 * @param statusTo highest
 * @param body has to be in the body of an HTTP check; empty for any
 * @param rise checks in a row until a target is up
 * @param fall checks in a row until it is down
 */
public record HealthConfig(
    Type type,
    String path,
    String host,
    int statusFrom,
    int statusTo,
    String body,
    Duration interval,
    Duration timeout,
    int rise,
    int fall) {
  /** The kinds of checks. */
  public enum Type {
    NONE,
    TCP,
    HTTP,
    WEBSOCKET
  }
}
