/**
 * What the machine gives a node, and what it does when that runs short: {@link
 * io.carillon.gateway.machine.Edge} knows of descriptors of sockets and of memory, and is asked
 * before a connection is let in; it says nothing to those that are in. {@link
 * io.carillon.gateway.machine.StartChecks} tells at start what will be too little.
 */
package io.carillon.gateway.machine;
