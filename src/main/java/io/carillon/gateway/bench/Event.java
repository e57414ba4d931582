package io.carillon.gateway.bench;

/**
 * Something that happened once.
 *
 * @param atMillis since the run began
 * @param text what, in a few words
 */
public record Event(long atMillis, String text) {}
