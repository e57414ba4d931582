/**
 * TLS with clients and operators: which certificate a {@link io.carillon.gateway.tls.ListenerTls}
 * shows for which name and what is spoken, and that a {@link
 * io.carillon.gateway.tls.CertificateWatch} takes new files while nobody is dropped. With targets
 * it is spoken by {@code proxy.upstream}.
 */
package io.carillon.gateway.tls;
