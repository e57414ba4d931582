/**
 * What the machine gives a node, and what it does when that runs short: descriptors of sockets and
 * memory. Asked before a connection is let in; says nothing to those that are in.
 */
package io.carillon.gateway.machine;
