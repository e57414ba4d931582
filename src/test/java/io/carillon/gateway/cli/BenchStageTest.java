package io.carillon.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.gateway.bench.agent.Agent;
import io.carillon.gateway.bench.agent.AgentAddress;
import io.carillon.gateway.bench.load.Run;
import io.carillon.gateway.testkit.TestNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchStageTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  @Test
  void twoAgentsHearWhatOneOfThemPublishesAndTheReportsTellOfBoth() throws Exception {
    Path json = directory.resolve("run.json");
    Path html = directory.resolve("run.html");
    Agent one = agent();
    Agent other = agent();
    try (TestNode node = TestNode.start()) {
      int exit =
          fanout(
              node,
              "-a",
              "7",
              "--agents",
              "127.0.0.1:" + one.port() + ",127.0.0.1:" + other.port(),
              "--agent-key",
              "a key",
              "--json",
              json.toString(),
              "--html",
              html.toString());

      assertEquals(0, exit, out + "\n" + err);
      JsonNode run = new ObjectMapper().readTree(json.toFile());
      JsonNode counters = run.at("/outcome/parts/0/counters");
      assertEquals(7, counters.get("opened").intValue());
      assertTrue(counters.get("sent").intValue() > 0, out.toString());
      assertEquals(7 * counters.get("sent").longValue(), counters.get("received").longValue());
      assertEquals(4, run.at("/machines/0/connections").intValue());
      assertTrue(Files.readString(html).contains("127.0.0.1:" + other.port()));
    } finally {
      one.close().await(20, TimeUnit.SECONDS);
      other.close().await(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aFaultThatDidNotWorkIsToldAndEndsWithOne() {
    try (TestNode node = TestNode.start()) {
      int exit = fanout(node, "-a", "2", "--at", "100ms", "echo gone; exit 3");

      assertEquals(1, exit, out + "\n" + err);
      assertTrue(out.toString().contains("echo gone; exit 3: exit 3 after "), out.toString());
      assertTrue(out.toString().contains("0 connections lost, 0 came back, 0 gone"));
    }
  }

  @Test
  void anAgentThatIsNotThereEndsWithOne() {
    try (TestNode node = TestNode.start()) {
      int exit = fanout(node, "--agents", "127.0.0.1:1");

      assertEquals(1, exit, out + "\n" + err);
      assertTrue(
          err.toString().contains("bench: agent 127.0.0.1:1: Connection refused"), err.toString());
    }
  }

  private static Agent agent() throws Exception {
    return Agent.listen(new AgentAddress("127.0.0.1", 0), "a key", Run::of)
        .await(20, TimeUnit.SECONDS);
  }

  private int fanout(TestNode node, String... more) {
    String[] command = {
      "bench",
      "fanout",
      "--rate",
      "50",
      "--warmup",
      "0",
      "--duration",
      "500ms",
      "--publish",
      "http://127.0.0.1:" + node.adminPort(),
      "ws://127.0.0.1:" + node.port() + "/connection/websocket"
    };
    String[] all = new String[command.length + more.length];
    System.arraycopy(command, 0, all, 0, 2);
    System.arraycopy(more, 0, all, 2, more.length);
    System.arraycopy(command, 2, all, 2 + more.length, command.length - 2);
    return Carillon.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all);
  }
}
