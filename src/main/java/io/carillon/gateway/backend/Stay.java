package io.carillon.gateway.backend;

import io.carillon.gateway.channel.Payload;

/**
 * Whether a client whose time is over may stay, or go on to hear a channel.
 *
 * @param expired whether it has to go
 * @param expireAt seconds since 1970 until which it may stay; 0 for ever
 * @param info that others see of it from now on; null for the same as before
 */
public record Stay(boolean expired, long expireAt, Payload info) {}
