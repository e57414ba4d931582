package io.carillon.gateway.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Who may come in.
 *
 * @param anonymous whether clients that are terminated may connect without a token; what is proxied
 *     goes by its route
 * @param personalChannel that the server subscribes every client of a user to; made from the user,
 *     and what else is known of it
 * @param expiryGrace for which a client may stay after its token has expired, to bring another one
 */
public record AuthConfig(
    boolean anonymous,
    TokensConfig tokens,
    Optional<ChannelTemplate> personalChannel,
    Duration expiryGrace) {}
