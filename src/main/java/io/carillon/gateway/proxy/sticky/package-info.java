/** Clients that have to go back to the target they were at. */
package io.carillon.gateway.proxy.sticky;
