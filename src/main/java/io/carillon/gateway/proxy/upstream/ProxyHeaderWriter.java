package io.carillon.gateway.proxy.upstream;

import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.proxy.request.ClientAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;

/**
 * The header of the PROXY protocol that a connection to a target begins with: section 2 of its
 * specification. When one end has an IPv4 address and the other an IPv6 one, both are told as IPv6.
 * Stateless.
 */
final class ProxyHeaderWriter {
  private static final byte[] UNKNOWN = "PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SIGNATURE = {
    '\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'
  };
  private static final int LOCAL = 0x20;
  private static final int PROXY = 0x21;
  private static final int UNSPECIFIED = 0x00;
  private static final int TCP4 = 0x11;
  private static final int TCP6 = 0x21;
  private static final int IPV4_BYTES = 4;

  private ProxyHeaderWriter() {}

  /** The bytes of a header, owned by the caller. */
  static ByteBuf of(PoolConfig.ProxyHeader version, ClientAddress client, ByteBufAllocator alloc) {
    byte[] source = bytes(client.host());
    byte[] destination = bytes(client.localHost());
    if (source != null && destination != null && source.length != destination.length) {
      source = mapped(source);
      destination = mapped(destination);
    }
    boolean known = source != null && destination != null;
    ByteBuf header = alloc.ioBuffer(128);
    if (version == PoolConfig.ProxyHeader.V1) {
      if (known) {
        writeText(source, destination, client, header);
      } else {
        header.writeBytes(UNKNOWN);
      }
    } else {
      header.writeBytes(SIGNATURE);
      if (known) {
        writeBinary(source, destination, client, header);
      } else {
        header.writeByte(LOCAL).writeByte(UNSPECIFIED).writeShort(0);
      }
    }
    return header;
  }

  private static void writeText(
      byte[] source, byte[] destination, ClientAddress client, ByteBuf out) {
    ByteBufUtil.writeAscii(
        out,
        (source.length == IPV4_BYTES ? "PROXY TCP4 " : "PROXY TCP6 ")
            + NetUtil.bytesToIpAddress(source)
            + ' '
            + NetUtil.bytesToIpAddress(destination)
            + ' '
            + client.port()
            + ' '
            + client.localPort()
            + "\r\n");
  }

  private static void writeBinary(
      byte[] source, byte[] destination, ClientAddress client, ByteBuf out) {
    out.writeByte(PROXY)
        .writeByte(source.length == IPV4_BYTES ? TCP4 : TCP6)
        .writeShort(2 * source.length + 2 * Short.BYTES)
        .writeBytes(source)
        .writeBytes(destination)
        .writeShort(client.port())
        .writeShort(client.localPort());
  }

  // Null for what is no address.
  private static byte[] bytes(String literal) {
    return literal == null ? null : NetUtil.createByteArrayFromIpAddressString(literal);
  }

  // RFC 4291 section 2.5.5.2.
  private static byte[] mapped(byte[] address) {
    if (address.length != IPV4_BYTES) {
      return address;
    }
    byte[] wide = new byte[16];
    wide[10] = (byte) 0xff;
    wide[11] = (byte) 0xff;
    System.arraycopy(address, 0, wide, 12, IPV4_BYTES);
    return wide;
  }
}
