package io.carillon.gateway.config;

/**
 * How WebSocket messages of a route are compressed, with clients that offer it.
 *
 * @param threshold in bytes, from which on a message is, its frame counted
 */
public record CompressionConfig(int threshold) {}
