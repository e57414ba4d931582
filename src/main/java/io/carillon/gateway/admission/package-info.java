/**
 * Who may come in, and when: the bounds of a node, of an address and of a user, and the waiting
 * room of each event loop, in which those who come at once wait, with those who recover first.
 * Stands before both routes: a handshake is looked at before it is answered, and a client or link
 * asks once more before it costs anything.
 */
package io.carillon.gateway.admission;
