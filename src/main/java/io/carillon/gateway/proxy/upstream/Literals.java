package io.carillon.gateway.proxy.upstream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Addresses that need nobody to resolve them. */
final class Literals {
  private Literals() {}

  /**
   * @param text how it is written, which every socket that is connected to it shares
   * @param address its 4 or 16 bytes
   */
  static InetSocketAddress address(String text, byte[] address, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(text, address), port);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("neither 4 nor 16 bytes", impossible);
    }
  }
}
