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

  @Test
  void addressesAreThoseOfTlsWhenThereIsNoOther() {
    String greeting = greeting(0, 8443);

    assertTrue(
        greeting.contains("  centrifuge   wss://127.0.0.1:8443/connection/websocket\n"), greeting);
    assertTrue(greeting.contains("  demo page    https://127.0.0.1:8443/demo/\n"), greeting);
    assertFalse(greeting.contains("by TLS"), greeting);
  }

  private static String greeting(int tlsPort) {
    return greeting(8080, tlsPort);
  }

  private static String greeting(int port, int tlsPort) {
    return Greeting.of(
        ConfigLoader.load(Optional.empty(), List.of(), Map.of()), port, tlsPort, 8090);
  }
}
