package io.carillon.gateway.proxy.pool;

/** What a pool may look at to choose a target. Valid while the request is being answered. */
public interface PoolRequest {
  /** The address of the client, without its port, as text. */
  String source();

  /** The first value of a header; null when there is none. */
  String header(String name);

  /** The value of a cookie; null when there is none. */
  String cookie(String name);
}
