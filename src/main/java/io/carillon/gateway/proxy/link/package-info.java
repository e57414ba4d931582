/**
 * A relayed WebSocket after its upgrade: bytes both ways, untouched, and what is injected between
 * messages.
 */
package io.carillon.gateway.proxy.link;
