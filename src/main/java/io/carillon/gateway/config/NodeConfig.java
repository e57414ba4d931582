package io.carillon.gateway.config;

/**
 * What a node is.
 *
 * @param name shown to clients and operators; by default the host's name
 * @param eventLoops 0 for one per core
 * @param gathers whether a fan-out under pressure waits a moment for more to write at once
 */
public record NodeConfig(String name, int eventLoops, Transport transport, boolean gathers) {
  /** How sockets are read and written. */
  public enum Transport {
    /** The best that is safe everywhere: epoll on Linux, else what Java brings. */
    AUTO,
    EPOLL,
    /** Fewer system calls, more memory; often forbidden in containers. */
    IO_URING,
    /** What Java brings. */
    NIO
  }
}
