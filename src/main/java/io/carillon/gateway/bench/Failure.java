package io.carillon.gateway.bench;

/**
 * Something that went wrong, once or more often.
 *
 * @param what in one line, as {@code 127.0.0.1:8080: connection refused}
 */
public record Failure(String what, long count) {}
