package io.carillon.gateway.config;

/**
 * Who may come in.
 *
 * @param anonymous whether clients may connect without a token
 */
public record AuthConfig(boolean anonymous) {}
