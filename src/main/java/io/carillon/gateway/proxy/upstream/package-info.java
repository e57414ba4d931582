/** Connections to targets: chosen, dialled, secured; another one tried when the first fails. */
package io.carillon.gateway.proxy.upstream;
