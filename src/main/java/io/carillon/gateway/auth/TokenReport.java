package io.carillon.gateway.auth;

/**
 * What an operator is told of a token.
 *
 * @param reason why it is not sound; empty when it is
 * @param claims JSON; empty when it is not sound
 */
public record TokenReport(TokenVerdict verdict, String reason, String claims) {}
