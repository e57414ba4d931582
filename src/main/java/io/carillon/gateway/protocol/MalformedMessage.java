package io.carillon.gateway.protocol;

/**
 * Bytes that are not what they should be. Expected, so without a stack trace; its message never
 * quotes the bytes.
 */
public final class MalformedMessage extends RuntimeException {
  public MalformedMessage(String what) {
    super(what, null, false, false);
  }
}
