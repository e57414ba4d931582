package io.carillon.gateway.node;

import io.carillon.gateway.config.NodeConfig;
import io.vertx.core.Future;
import io.vertx.core.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What reads and writes the sockets of a node, of what this machine has. Stateless. */
final class Transports {
  private static final Logger LOG = LoggerFactory.getLogger(Transports.class);

  private Transports() {}

  /** The one that is wanted; fails with the reason when it cannot be had here. */
  static Future<Transport> find(NodeConfig.Transport wanted) {
    return switch (wanted) {
      case AUTO -> Future.succeededFuture(best());
      case EPOLL -> find("epoll", Transport.EPOLL);
      case IO_URING -> find("io-uring", Transport.IO_URING);
      case NIO -> Future.succeededFuture(Transport.NIO);
    };
  }

  // Not io_uring, which takes more memory and is one more thing that a kernel update may forbid.
  private static Transport best() {
    if (isAvailable(Transport.EPOLL)) {
      return Transport.EPOLL;
    }
    if (Transport.EPOLL != null && System.getProperty("os.name").startsWith("Linux")) {
      LOG.warn(
          "epoll cannot be had, nio is used instead, which takes more CPU reason=\"{}\": its library"
              + " is unpacked to java.io.tmpdir, which has to be writable and to have room",
          reason(Transport.EPOLL.unavailabilityCause()));
    }
    return Transport.NIO;
  }

  /**
   * A transport if it can be had.
   *
   * @param transport null when it is not on the class path
   */
  static Future<Transport> find(String name, Transport transport) {
    if (isAvailable(transport)) {
      return Future.succeededFuture(transport);
    }
    String reason = transport == null ? "" : ": " + reason(transport.unavailabilityCause());
    return Future.failedFuture(
        new IllegalStateException(
            "node.transport: " + name + " cannot be had on this machine" + reason));
  }

  /** The same transport as {@link DoorTransport} has it, for one node. */
  static Transport withDoor(Transport transport) {
    DoorTransport own = new DoorTransport(transport.implementation());
    return new Transport() {
      @Override
      public String name() {
        return transport.name();
      }

      @Override
      public boolean available() {
        return transport.available();
      }

      @Override
      public Throwable unavailabilityCause() {
        return transport.unavailabilityCause();
      }

      @Override
      public io.vertx.core.spi.transport.Transport implementation() {
        return own;
      }
    };
  }

  private static boolean isAvailable(Transport transport) {
    return transport != null && transport.available();
  }

  private static String reason(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
