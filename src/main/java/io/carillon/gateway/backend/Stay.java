package io.carillon.gateway.backend;

/**
 * Whether a client whose time is over may stay.
 *
 * @param expired whether it has to go
 * @param expireAt seconds since 1970 until which it may stay; 0 for ever
 */
public record Stay(boolean expired, long expireAt) {}
