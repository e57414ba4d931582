package io.carillon.gateway.backend;

import io.carillon.gateway.auth.Credentials;
import io.carillon.gateway.channel.Payload;

/**
 * A backend lets a client in.
 *
 * @param data for the client itself; null when there is none
 */
public record Entry(Credentials credentials, Payload data) {}
