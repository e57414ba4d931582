/** Plain HTTP under a proxied route: a request and its answer, streamed both ways. */
package io.carillon.gateway.proxy.http;
