/**
 * TLS with clients: which certificate a listener shows for which name, what is spoken, and that new
 * files are taken while nobody is dropped.
 */
package io.carillon.gateway.tls;
