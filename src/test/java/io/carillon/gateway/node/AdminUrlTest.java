package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.ConfigLoader;
import io.carillon.gateway.config.GatewayConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminUrlTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, http://127.0.0.1:8090",
    "10.0.0.7, http://10.0.0.7:8090",
    "'::1', http://[::1]:8090",
    "gateway-1.example.com, http://gateway-1.example.com:8090"
  })
  void listenerIsFoundAtTheAddressItIsBoundTo(String host, String url) {
    assertEquals(url, url(host, ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "[::]"})
  void listenerOfAnyAddressIsFoundWhereOtherNodesFindItAndIsNotGuessed(String host) {
    assertEquals(Optional.empty(), url(host, "", ""));
    assertEquals(Optional.of("http://10.0.0.7:8090"), url(host, "", "10.0.0.7"));
    assertEquals(Optional.of("http://gateway-1:8090"), url(host, "", "gateway-1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fd00::2%eth0", "[fd00::2%eth0]", "fd00::2"})
  void zoneOfAnAddressIsNoPartOfTheUrl(String host) {
    assertEquals(Optional.of("http://[fd00::2]:8090"), url("::", "", host));
  }

  @Test
  void listenerIsFoundWhereTheConfigurationSays() {
    assertEquals("https://gateway-1.example.com", url("0.0.0.0", "https://gateway-1.example.com"));
    assertTrue(url("127.0.0.1", "").startsWith("http://127.0.0.1:"));
  }

  private static String url(String host, String told) {
    return url(host, told, "").orElseThrow();
  }

  private static Optional<String> url(String host, String told, String clusterHost) {
    List<String> settings =
        List.of(
            "listeners.admin.host=" + host,
            "listeners.admin.url=" + told,
            "cluster.host=" + clusterHost,
            "listeners.admin.apiKey=key",
            "listeners.admin.dashboard.password=password");
    GatewayConfig config = ConfigLoader.load(Optional.empty(), settings, Map.of());
    return new AdminUrl(config.listeners().admin(), config.cluster(), Optional.empty()).at(8090);
  }
}
