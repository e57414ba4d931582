package io.carillon.gateway.config;

/**
 * TLS to the targets of a pool.
 *
 * @param ca file of PEM certificates to trust; empty for those that Java trusts
 * @param verify whether the certificate has to be trusted and to name the target
 * @param serverName sent as SNI and looked for in the certificate; empty for the target's host
 * @param certificate file of PEM certificates that the gateway shows; empty for none
 * @param key file of the PEM key to it
 */
public record UpstreamTlsConfig(
    String ca, boolean verify, String serverName, String certificate, String key) {}
