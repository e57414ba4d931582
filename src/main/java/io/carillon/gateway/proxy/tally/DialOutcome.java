package io.carillon.gateway.proxy.tally;

/** What came of a try to connect to a target: TCP, the PROXY header and TLS. */
public enum DialOutcome {
  OK,
  /** Nobody listens there. */
  REFUSED,
  /** Not done within the connect timeout. */
  TIMEOUT,
  /** TLS was not agreed on, or the certificate was not believed. */
  TLS,
  /** Its name does not resolve. */
  NAME,
  /** The network or the target ended it otherwise. */
  BROKEN,
  /** This node has no socket left; the target has no part in it. */
  NO_SOCKET
}
