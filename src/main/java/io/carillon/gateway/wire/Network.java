package io.carillon.gateway.wire;

import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.HexFormat;

/** What somebody has who has an address. */
public final class Network {
  private static final int IPV6_BYTES = 16;
  private static final int NETWORK_BYTES = 8;

  private Network() {}

  /**
   * The same for all addresses that are as good as one's own: of IPv6 the first 64 bits, of IPv4,
   * and of what is no address, all of it.
   *
   * @param address as a literal
   */
  public static String of(String address) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    return bytes == null || bytes.length != IPV6_BYTES
        ? address
        : HexFormat.of().formatHex(Arrays.copyOf(bytes, NETWORK_BYTES)) + "/64";
  }
}
