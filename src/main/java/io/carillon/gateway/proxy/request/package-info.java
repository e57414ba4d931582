/** What there is to know of a request that is proxied, and how a target is told of it. */
package io.carillon.gateway.proxy.request;
