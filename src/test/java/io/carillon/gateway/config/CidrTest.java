package io.carillon.gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
  @ParameterizedTest(name = "{1} in {0}: {2}")
  @CsvSource(
      textBlock =
          """
          10.0.0.0/8,        10.255.0.1,          true
          10.0.0.0/8,        11.0.0.1,            false
          10.1.2.3/8,        10.9.9.9,            true
          192.168.4.0/22,    192.168.7.255,       true
          192.168.4.0/22,    192.168.8.0,         false
          127.0.0.1,         127.0.0.1,           true
          127.0.0.1,         127.0.0.2,           false
          0.0.0.0/0,         203.0.113.9,         true
          0.0.0.0/0,         ::1,                 false
          ::/0,              203.0.113.9,         false
          ::/0,              2001:db8::1,         true
          ::1,               ::1,                 true
          ::1,               0:0:0:0:0:0:0:1,     true
          ::1,               ::2,                 false
          fd00::/8,          fdff:1::2,           true
          fd00::/8,          fe00::1,             false
          2001:db8::/33,     2001:db8:7fff::1,    true
          2001:db8::/33,     2001:db8:8000::1,    false
          10.0.0.0/8,        ::ffff:10.0.0.1,     true
          ::ffff:10.0.0.1,   10.0.0.1,            true
          fe80::/10,         fe80::1%eth0,        true
          ::1,               [::1],               true
          10.0.0.0/8,        gateway,             false
          10.0.0.0/8,        '',                  false
          10.0.0.0/8,        010.0.0.1,           true
          """)
  void rangeHoldsTheseAddresses(String range, String address, boolean held) throws Exception {
    assertEquals(held, Cidr.parse(range).contains(address));
    if (address.matches("[0-9a-f:.]+")) {
      assertEquals(held, Cidr.parse(range).contains(InetAddress.getByName(address)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/8/8",
        "10.0.0",
        "10.0.0.256",
        "::/129",
        "::g",
        "localhost",
        "fe80::1%eth0",
        "*"
      })
  void whatIsNoRangeIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Cidr.parse(text));
  }

  @Test
  void rangesThatHoldTheSameAreEqual() {
    assertEquals(Cidr.parse("10.1.2.3/8"), Cidr.parse("10.0.0.0/8"));
    assertEquals(Cidr.parse("10.1.2.3/8").hashCode(), Cidr.parse("10.0.0.0/8").hashCode());
    assertEquals("10.0.0.0/8", Cidr.parse("10.1.2.3/8").toString());
    assertEquals("::1/128", Cidr.parse("::1").toString());
    assertNotEquals(Cidr.parse("10.0.0.0/8"), Cidr.parse("10.0.0.0/9"));
  }
}
