package io.carillon.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.NodeProcess;
import io.carillon.gateway.testkit.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a bench does when it is asked to end. */
@Tag("faults")
class BenchEndingFaults {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Pattern DELIVERED =
      Pattern.compile("carillon_deliveries_total\\{form=\"raw\"} [1-9]");

  @TempDir private Path directory;

  @Test
  void interruptedOneReportsWhatItHasAndEndsWith130() throws Exception {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    try (TestNode node = TestNode.start()) {
      Process bench = fanout(node, out, err);
      try {
        Await.until(PATIENCE, () -> isDelivering(node), () -> read(err));

        signal(bench, "INT");

        assertTrue(bench.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), () -> read(err));
        assertEquals(130, bench.exitValue(), () -> read(err));
      } finally {
        bench.destroyForcibly();
      }
    }
    String report = read(out);
    assertTrue(report.contains("5 of 5"), report);
    assertTrue(report.contains("stopped early"), report);
    assertTrue(report.contains("0 lost · 0 doubled · 0 out of order"), report);
    assertTrue(report.endsWith("\nended early, all well so far\n"), report);
    assertFalse(read(err).contains("\r"), "moves, though nobody sees it");
  }

  private static Process fanout(TestNode node, Path out, Path err) throws IOException {
    // Whoever is started in the background of a shell ignores SIGINT, and so do its children.
    return new ProcessBuilder(
            "env",
            "--default-signal=INT",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            NodeProcess.classPath(),
            Carillon.class.getName(),
            "bench",
            "fanout",
            "-a",
            "5",
            "--rate",
            "50",
            "--duration",
            "1h",
            "--publish",
            "http://127.0.0.1:" + node.adminPort(),
            "ws://127.0.0.1:" + node.port() + "/subscribe")
        .redirectOutput(out.toFile())
        .redirectError(err.toFile())
        .start();
  }

  private static boolean isDelivering(TestNode node) {
    return DELIVERED.matcher(node.admin("GET", "/metrics", "").body()).find();
  }

  private static void signal(Process process, String name) throws Exception {
    String[] kill = {"kill", "-" + name, Long.toString(process.pid())};
    assertEquals(0, new ProcessBuilder(kill).start().waitFor());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException gone) {
      return gone.toString();
    }
  }
}
