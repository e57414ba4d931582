package io.carillon.gateway.config;

/**
 * Where a certificate of a listener is.
 *
 * @param certificate file of PEM certificates, the listener's own first
 * @param key file of the PEM key to it; may be the same one
 */
public record CertificateFiles(String certificate, String key) {}
