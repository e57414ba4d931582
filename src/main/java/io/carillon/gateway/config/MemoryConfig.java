package io.carillon.gateway.config;

/**
 * How full memory may be before nobody new is let in: the old part of the heap after a collection,
 * or what Netty may hold outside of it.
 *
 * @param refusePercent from here on; 0 for never
 * @param resumePercent below which newcomers are let in again; less than {@code refusePercent}
 */
public record MemoryConfig(int refusePercent, int resumePercent) {
  /** Nobody looks. */
  public static final MemoryConfig OFF = new MemoryConfig(0, 0);
}
