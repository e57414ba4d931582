package io.carillon.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.ConfigLoader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GreetingTest {
  @Test
  void portOfTlsIsNamedWhenThereIsOne() {
    assertTrue(
        greeting(8443).contains("by TLS       the same at wss:// and https://127.0.0.1:8443\n"),
        greeting(8443));
    assertFalse(greeting(0).contains("TLS"), greeting(0));
  }

  private static String greeting(int tlsPort) {
    return Greeting.of(
        ConfigLoader.load(Optional.empty(), List.of(), Map.of()), 8080, tlsPort, 8090);
  }
}
