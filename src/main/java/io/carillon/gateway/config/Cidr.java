package io.carillon.gateway.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/**
 * A range of addresses, {@code 10.0.0.0/8} or {@code fd00::/8}, or a single one. Asks no name
 * server. An IPv4 address within IPv6, {@code ::ffff:10.0.0.1}, is the same as itself. Immutable;
 * callable from any thread.
 */
public final class Cidr {
  static final Kind<Cidr> KIND =
      new Kind<>("an address or a range of them, as in 10.0.0.0/8 or fd00::/8", Cidr::read);

  private static final int IPV4_BYTES = 4;
  private static final int MAPPED_AT = 12;

  private final byte[] address;
  private final int bits;

  private Cidr(byte[] address, int bits) {
    this.address = address;
    this.bits = bits;
  }

  /** Reads a range. Throws {@code IllegalArgumentException} when it is none. */
  public static Cidr parse(String text) {
    return read(text).orElseThrow(() -> new IllegalArgumentException(text));
  }

  private static Optional<Cidr> read(String text) {
    int slash = text.indexOf('/');
    byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
    if (address == null || text.indexOf('%') >= 0) {
      return Optional.empty();
    }
    int most = address.length * Byte.SIZE;
    return slash < 0
        ? Optional.of(new Cidr(address, most))
        : Kind.integer(0, most)
            .parse(text.substring(slash + 1))
            .map(bits -> new Cidr(masked(address, bits), bits));
  }

  /** Whether an address is in the range. */
  public boolean contains(InetAddress other) {
    return contains(unmapped(other.getAddress()));
  }

  /**
   * Whether an address is in the range.
   *
   * @param literal with or without brackets and zone; what is no literal address is in none
   */
  public boolean contains(String literal) {
    byte[] other = bytes(literal);
    return other != null && contains(other);
  }

  private boolean contains(byte[] other) {
    if (other.length != address.length) {
      return false;
    }
    int whole = bits / Byte.SIZE;
    for (int i = 0; i < whole; i++) {
      if (other[i] != address[i]) {
        return false;
      }
    }
    int rest = bits % Byte.SIZE;
    return rest == 0 || ((other[whole] ^ address[whole]) & 0xFF) >> (Byte.SIZE - rest) == 0;
  }

  // Null when it is no literal address.
  private static byte[] bytes(String literal) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(literal);
    return bytes == null ? null : unmapped(bytes);
  }

  private static byte[] unmapped(byte[] address) {
    if (address.length == IPV4_BYTES) {
      return address;
    }
    for (int i = 0; i < MAPPED_AT; i++) {
      if (address[i] != (i < MAPPED_AT - 2 ? 0 : (byte) 0xFF)) {
        return address;
      }
    }
    return Arrays.copyOfRange(address, MAPPED_AT, address.length);
  }

  private static byte[] masked(byte[] address, int bits) {
    byte[] masked = address.clone();
    for (int i = 0; i < masked.length; i++) {
      int kept = Math.max(0, Math.min(Byte.SIZE, bits - i * Byte.SIZE));
      masked[i] &= (byte) (0xFF << (Byte.SIZE - kept));
    }
    return masked;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cidr range
        && bits == range.bits
        && Arrays.equals(address, range.address);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(address) * 31 + bits;
  }

  @Override
  public String toString() {
    return NetUtil.bytesToIpAddress(address) + "/" + bits;
  }
}
