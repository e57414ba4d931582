package io.carillon.gateway.config;

/**
 * Who may come in.
 *
 * @param anonymous whether clients that are terminated may connect without a token; what is proxied
 *     goes by its route
 */
public record AuthConfig(boolean anonymous, TokensConfig tokens) {}
