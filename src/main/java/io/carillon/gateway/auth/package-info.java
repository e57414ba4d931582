/**
 * From a token to a {@link io.carillon.gateway.auth.Principal}, and what a principal may do. Asked
 * once per connection and once per command; never on a publication's way to its subscribers.
 */
package io.carillon.gateway.auth;
