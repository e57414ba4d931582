package io.carillon.gateway.broker.embedded.state;

/**
 * One step on the presence of a channel. Run twice it leaves what it leaves once; who asked twice
 * may be answered that nothing has changed.
 */
abstract class PresenceStep extends Step<PresenceState, PresentClients> {}
