package io.carillon.gateway.auth;

/** What becomes of a token. Also the tags of a metric, so they stay few. */
public enum TokenVerdict {
  /** It is sound. */
  VERIFIED,
  /** It was, until a while ago. */
  EXPIRED,
  /** It is no token, or too long. */
  MALFORMED,
  /** No key that is known has signed it. */
  SIGNATURE,
  /** What it says makes no sense, is not for us, or not for what it was brought for. */
  CLAIMS,
  /** The keys that could tell cannot be had. */
  NO_KEYS
}
