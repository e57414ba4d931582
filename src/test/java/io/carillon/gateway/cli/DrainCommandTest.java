package io.carillon.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.Ports;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.TlsFiles;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void nodeIsDrainedAndTheCommandReturnsWhenNobodyIsLeft() {
    try (TestNode node = TestNode.start("shutdown={notReadyFor: 50ms, window: 0s}");
        CentrifugeClient client = CentrifugeClient.connect(node)) {
      Thread leaving =
          new Thread(
              () -> {
                client.socket().readClose();
                client.socket().close();
              });
      leaving.start();

      assertEquals(0, drain("--wait", "--url", url(node)), err::toString);

      List<String> lines = out.toString().lines().toList();
      assertTrue(lines.get(0).startsWith("test waiting: 1 clients and 0 links"), out::toString);
      assertTrue(lines.get(lines.size() - 1).startsWith("test drained: "), out::toString);
      assertEquals(0, drain("--url", url(node)));
      assertEquals(1, drain("--cancel", "--url", url(node)));
      assertTrue(err.toString().contains("answers 409: "), err::toString);
    }
  }

  @Test
  void drainIsTakenBackWhileThereIsTime() {
    try (TestNode node = TestNode.start("shutdown.notReadyFor=1h")) {
      assertEquals(0, drain("--url", url(node)));
      assertEquals(3, drain("--wait", "--timeout", "0", "--url", url(node)));
      assertEquals(0, drain("--cancel", "--url", url(node)));

      assertTrue(out.toString().contains("test serving:"), out::toString);
      assertTrue(node.node().isReady());
    }
  }

  @Test
  void addressAndKeyAreThoseOfTheConfiguration() {
    try (TestNode node = TestNode.start("listeners.admin.apiKey=k", "shutdown.notReadyFor=1h")) {
      String port = "listeners.admin.port=" + node.adminPort();
      assertEquals(0, drain("--set", port, "--set", "listeners.admin.apiKey=k"), err::toString);
      assertEquals(1, drain("--set", port, "--set", "listeners.admin.apiKey=other"));
      assertTrue(err.toString().contains("answers 401: "), err::toString);
    }
  }

  @Test
  void certificateOfTheConfigurationIsTrustedAndNoOther(@TempDir Path directory) {
    TlsFiles own = TlsFiles.make(directory, "own", "dns:gateway.example");
    TlsFiles other = TlsFiles.make(directory, "other", "dns:gateway.example,ip:127.0.0.1");
    try (TestNode node = TestNode.start(tls(own), key(own), "shutdown.notReadyFor=1h")) {
      String port = "listeners.admin.port=" + node.adminPort();
      assertEquals(
          1, drain("--set", port, "--set", tls(other), "--set", key(other)), out::toString);
      assertTrue(err.toString().startsWith("no answer from https://127.0.0.1:"), err::toString);
      assertTrue(node.node().isReady());

      assertEquals(0, drain("--set", port, "--set", tls(own), "--set", key(own)), err::toString);
      assertTrue(out.toString().startsWith("test waiting: "), out::toString);
    }
  }

  @Test
  void certificateByTheGivenAuthorityIsTrusted(@TempDir Path directory) {
    TlsFiles reached = TlsFiles.make(directory, "reached", "ip:127.0.0.1");
    TlsFiles other = TlsFiles.make(directory, "other", "ip:127.0.0.1");
    try (TestNode node = TestNode.start(tls(reached), key(reached), "shutdown.notReadyFor=1h")) {
      String url = "https://127.0.0.1:" + node.adminPort();
      String authority = reached.certificate().toString();

      assertEquals(1, drain("--url", url), out::toString);
      assertEquals(1, drain("--url", url, "--cacert", other.certificate().toString()));
      assertEquals(2, drain("--url", url, "--cacert", other.key().toString()));
      assertTrue(err.toString().contains("--cacert: found " + other.key()), err::toString);
      assertTrue(node.node().isReady());
      assertEquals(0, drain("--url", url, "--cacert", authority), err::toString);
    }
  }

  private static String tls(TlsFiles files) {
    return "listeners.admin.tls.certificate=" + files.certificate();
  }

  private static String key(TlsFiles files) {
    return "listeners.admin.tls.key=" + files.key();
  }

  @Test
  void nodeThatIsNotThereIsToldFromAWrongCommandLine() {
    String nobody = "http://127.0.0.1:" + Ports.free();
    assertEquals(1, drain("--url", nobody));
    assertTrue(err.toString().startsWith("no answer from " + nobody), err::toString);
    assertEquals(2, drain("--wait", "--cancel"));
    assertEquals(2, drain("--set", "listeners.admin.port=0"));
    assertEquals(2, drain("--now"));
    assertEquals(2, drain("--timeout", "soon", "--url", nobody));
    assertEquals(2, drain("--url", "127.0.0.1:8090"));
    for (String url : List.of("localhost", "ftp://127.0.0.1", "http:///x")) {
      assertEquals(2, drain("--url", url), url);
      assertTrue(err.toString().contains("--url: found " + url + ", wanted "), err::toString);
    }
    assertEquals(1, drain("--set", "shutdown.window=20s"));
  }

  private static String url(TestNode node) {
    return "http://127.0.0.1:" + node.adminPort();
  }

  private int drain(String... arguments) {
    List<String> command = new ArrayList<>(List.of("drain"));
    command.addAll(List.of(arguments));
    return Carillon.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(command.toArray(String[]::new));
  }
}
