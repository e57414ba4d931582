/**
 * What happens to one channel, user, client or link, told to whoever watches it just now, and to
 * nobody else: while nobody watches, a look at one field.
 */
package io.carillon.gateway.trace;
