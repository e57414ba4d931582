package io.carillon.gateway.wire;

/** Sees the frames of one direction pass, control frames among them; but not what is in them. */
@FunctionalInterface
public interface FrameWatcher {
  /**
   * The header of a frame has passed, RFC 6455 section 5.2. Must not write anything to either side.
   *
   * @param opcode 0 for the continuation of a message
   * @param last whether it ends its message
   * @param bytes of its payload
   */
  void onFrame(int opcode, boolean last, long bytes);
}
