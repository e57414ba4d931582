package io.carillon.gateway.config;

import java.net.URI;
import java.time.Duration;

/**
 * A set of public keys that is fetched, RFC 7517.
 *
 * @param url http or https
 * @param refresh from one fetch to the next
 * @param cooldown from one fetch to the next when tokens name keys that are not in the set
 * @param timeout of a fetch, with all of its redirects
 * @param ca file of PEM certificates to trust; empty for those that Java trusts
 */
public record JwksConfig(
    URI url, Duration refresh, Duration cooldown, Duration timeout, String ca) {}
