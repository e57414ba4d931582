/**
 * Who may come in, and when: what the machine gives, the bounds of a node, of an address and of a
 * user, and the {@link io.carillon.gateway.admission.WaitingRoom} of each event loop, in which
 * those who come at once wait: those who recover first, but newcomers now and then. Stands before
 * both routes: a handshake is looked at before it is answered, and a client or link asks once more,
 * at the {@link io.carillon.gateway.admission.Entrance}, before it costs anything.
 */
package io.carillon.gateway.admission;
