package io.carillon.gateway.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
  @ParameterizedTest
  @CsvSource({
    "2001:db8::1:2:3:4, 2001:db8::ffff:2:3:4", // what is left out stands before the host's bits
    "2001:db8::1, 2001:db8:0:0:a:b:c:d",
    "2001:db8:1:2::, 2001:db8:1:2:ffff:ffff:ffff:ffff",
    "::1, ::2:3:4:5"
  })
  void addressesOfOneNetworkAreTheSame(String one, String other) {
    assertEquals(Network.of(one), Network.of(other));
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:0:1::1, 2001:db8::1",
    "2001:db8::1:0:2:3:4, 2001:db8::2:0:2:3:4",
    "192.0.2.7, 192.0.2.8"
  })
  void othersAreNot(String one, String other) {
    assertNotEquals(Network.of(one), Network.of(other));
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.7", "", "unknown"})
  void whatIsNoAddressOfIpv6StandsForItself(String text) {
    assertEquals(text, Network.of(text));
  }
}
