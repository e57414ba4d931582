package io.carillon.gateway.proxy.tally;

/** Why a request was refused before anything was dialled. */
public enum RefusalReason {
  /** Its Origin is not allowed, or there are two. */
  ORIGIN,
  /** It brought no token, or one that is not valid. */
  TOKEN,
  /** Its head is none that may be passed on, or no handshake. */
  REQUEST,
  /** Its values make no channel that there is. */
  CHANNEL,
  /** There are as many connections as there may be, or too many come at once. */
  LIMIT
}
