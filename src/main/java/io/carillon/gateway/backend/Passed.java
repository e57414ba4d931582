package io.carillon.gateway.backend;

import io.carillon.gateway.channel.Payload;

/**
 * A backend lets a publication pass.
 *
 * @param data in its place; null for what the client sent
 * @param skipHistory whether it is only sent, not kept
 */
public record Passed(Payload data, boolean skipHistory) {}
