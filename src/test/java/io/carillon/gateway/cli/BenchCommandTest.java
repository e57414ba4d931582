package io.carillon.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.bench.Counters;
import io.carillon.gateway.bench.Progress;
import io.carillon.gateway.testkit.Ports;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.TlsFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void onesThatGoWellEndWithZero() {
    try (TestNode node = TestNode.start()) {
      String url = "ws://127.0.0.1:" + node.port();

      assertEquals(
          0, bench("connect -a 5 -c 2 --duration 100ms " + url + "/connection/websocket"), all());
      assertTrue(out.toString().contains("5 of 5"), out.toString());
      assertEquals(
          0,
          bench(
              "fanout -a 5 --rate 50 --warmup 0 --duration 300ms --publish http://127.0.0.1:"
                  + node.adminPort()
                  + " "
                  + url
                  + "/subscribe"),
          all());
      assertTrue(out.toString().contains("0 lost"), out.toString());
    }
  }

  @Test
  void nodeWhoseCertificateIsByTheGivenAuthorityIsTrusted(@TempDir Path directory) {
    TlsFiles files = TlsFiles.make(directory, "node", "ip:127.0.0.1");
    try (TestNode node =
        TestNode.start(
            "listeners.public.tls.port=0",
            "listeners.public.tls.certificate=" + files.certificate(),
            "listeners.public.tls.key=" + files.key(),
            "listeners.admin.tls.certificate=" + files.certificate(),
            "listeners.admin.tls.key=" + files.key())) {
      String fanout =
          "fanout -a 2 --rate 50 --warmup 0 --duration 100ms --publish https://127.0.0.1:"
              + node.adminPort()
              + " wss://127.0.0.1:"
              + node.tlsPort()
              + "/subscribe --cacert "
              + files.certificate();

      assertEquals(0, bench(fanout), all());
      assertTrue(out.toString().contains("0 lost"), out.toString());
      assertEquals(2, bench(fanout + " --insecure"));
      assertEquals("bench: --insecure and --cacert: wanted one of them\n", lastLine());
    }
  }

  @Test
  void oneWhoseConnectionsFailEndsWithOne() {
    int port = Ports.free();

    assertEquals(1, bench("connect -a 3 --duration 1ms --protocol raw ws://127.0.0.1:" + port));
    assertTrue(
        out.toString().contains("127.0.0.1:" + port + ": connection refused"), out.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bench | bench: wanted one of connect, fanout, echo, proxy, agent
          bench connect | Missing required parameter: 'URL'
          bench connect ws://127.0.0.1:1/x | ws://127.0.0.1:1/x: wanted --protocol, one of centrifuge-json, centrifuge-protobuf, raw, sse, socketio
          bench connect --protocol mqtt ws://127.0.0.1:1/x | --protocol: found mqtt, wanted centrifuge-json, centrifuge-protobuf, raw, sse, socketio
          bench connect ws://127.0.0.1:1/subscribe http://127.0.0.1:1/subscribe | the URLs are of several protocols, and one run speaks one
          bench connect -a 0 ws://127.0.0.1:1/subscribe | --amount: found 0, wanted at least 1
          bench connect -c 0 ws://127.0.0.1:1/subscribe | --concurrency: found 0, wanted at least 1
          bench connect --duration 5x ws://127.0.0.1:1/subscribe | found 5x, wanted a time like 500ms, 10s or 2m
          bench connect --channels 2 --channel one ws://127.0.0.1:1/subscribe | --channel: found one, wanted {n} in it, for 2 channels
          bench connect --subscriptions 2 ws://127.0.0.1:1/subscribe | --subscriptions: found 2, wanted at most the 1 of --channels
          bench connect --source-addresses here,there ws://127.0.0.1:1/subscribe | --source-addresses: found here, wanted an address
          bench connect --cacert /nowhere/ca.pem wss://127.0.0.1:1/subscribe | --cacert: found /nowhere/ca.pem, which is no file, wanted a file of PEM certificates
          bench connect --cacert pom.xml wss://127.0.0.1:1/subscribe | --cacert: found pom.xml, in which there are none, wanted a file of PEM certificates
          bench fanout ws://127.0.0.1:1/subscribe | Missing required option: '--publish=URL'
          bench fanout --publish x ws://127.0.0.1:1/subscribe | x: wanted ws://, wss://, http:// or https://
          bench echo --size 47 ws://127.0.0.1:1/ | --size: found 47, wanted at least 48
          bench echo --rate -1 ws://127.0.0.1:1/ | --rate: found -1, wanted at least 0
          bench echo --rate Infinity ws://127.0.0.1:1/ | --rate: found Infinity, wanted a number
          bench echo --rate NaN ws://127.0.0.1:1/ | --rate: found NaN, wanted a number
          bench connect --connect-rate Infinity ws://127.0.0.1:1/subscribe | --connect-rate: found Infinity, wanted a number
          bench connect --connect-timeout 0 ws://127.0.0.1:1/subscribe | --connect-timeout: found 0, wanted at least 1
          bench connect --threads 1025 ws://127.0.0.1:1/subscribe | --threads: found 1025, wanted at most 1024
          bench echo --protocol sse ws://127.0.0.1:1/ | --protocol: found sse, wanted raw: only that is echoed
          bench proxy ws://127.0.0.1:1/ | proxy: found 1 URL, wanted two: direct, and through the gateway
          bench connect --at 1x true ws://127.0.0.1:1/subscribe | --at: found 1x, wanted a time like 500ms, 10s or 2m
          bench connect --at 60s true ws://127.0.0.1:1/subscribe | --at: found 60s, wanted less than the 10000 ms of the run
          bench connect --duration 1s --at 2s true ws://127.0.0.1:1/subscribe | --at: found 2s, wanted less than the 1000 ms of the run
          bench connect --json run.json --html ./run.json ws://127.0.0.1:1/subscribe | --json and --html: found ./run.json twice, wanted two files
          bench connect ftp://127.0.0.1:1/y | ftp://127.0.0.1:1/y: wanted ws://, wss://, http:// or https://
          bench connect foo | foo: wanted ws://, wss://, http:// or https://
          bench connect --json /nowhere/run.json ws://127.0.0.1:1/subscribe | --json: found /nowhere/run.json, wanted a file that can be written
          bench connect --agents one:x ws://127.0.0.1:1/subscribe | --agents: found one:x, wanted host:port
          bench connect -a 1 --agents one,two ws://127.0.0.1:1/subscribe | --amount: found 1, wanted at least one for each of 2 agents
          bench agent --listen 127.0.0.1:0 --source-addresses here | --source-addresses: found here, wanted an address
          bench agent --listen 0.0.0.0:0 --key= | --listen: found 0.0.0.0:0 without --key, wanted one, since that is not loopback
          """)
  void whatCannotBeEndsWithTwoAndALine(String command, String line) {
    assertEquals(2, run(command.split(" ")));
    assertTrue(err.toString().contains(line), err.toString());
    assertEquals("", out.toString());
  }

  @Test
  void whoGivesAWrongOptionReadsASentenceAndWhereTheRestStands() {
    assertEquals(2, bench("fanout --rat 5 ws://127.0.0.1:1/subscribe"));

    assertEquals("see carillon bench fanout --help\n", lastLine());
    assertTrue(err.toString().lines().count() < 5, err.toString());
  }

  @Test
  void fileThatCannotBeWrittenInTheEndIsToldAndTheOtherIsWritten(@TempDir Path directory) {
    Path page = directory.resolve("run.html");

    assertEquals(
        1,
        bench(
            "connect -a 1 --duration 1ms --protocol raw --json /dev/full --html "
                + page
                + " ws://127.0.0.1:"
                + Ports.free()));

    String told = "bench: --json: /dev/full was not written: No space left on device\n";
    assertTrue(err.toString().contains(told), err.toString());
    assertTrue(page.toFile().length() > 0);
  }

  @Test
  void agentWhoseAddressIsTakenSaysWhichThatIs() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();

      assertEquals(1, bench("agent --listen " + address));
      assertTrue(
          err.toString().contains("bench: --listen: " + address + ": Address already in use"),
          err.toString());
    }
  }

  @Test
  void progressTellsThePhaseAndWhatWentWrong() {
    Counters counters = new Counters(10, 8, 2, 3, 1, 0, 0, 0, 0, 77, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    assertEquals(
        "opening   [########################] 8 of 10 open, 2 failed, 3 lost",
        BenchProgress.line(new Progress(Progress.Phase.OPENING, 5, 0, counters)));
    assertEquals(
        "measuring [############............] 5.0 s of 10 s, 6 open, 77 received, 2 failed, 3 lost",
        BenchProgress.line(new Progress(Progress.Phase.MEASURING, 5000, 10_000, counters)));
  }

  @ParameterizedTest
  @CsvSource({"/dev/pts/3, true", "/dev/tty1, true", "run.log, false", "pipe:[4711], false"})
  void progressMovesOnATerminalOnly(String standardError, boolean moves, @TempDir Path directory)
      throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("2"), Path.of(standardError));

    assertEquals(moves, BenchProgress.isTerminal(link));
  }

  private int bench(String arguments) {
    List<String> command = new ArrayList<>(List.of("bench"));
    command.addAll(List.of(arguments.split(" ")));
    return run(command.toArray(String[]::new));
  }

  private int run(String... command) {
    return Carillon.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(command);
  }

  private String lastLine() {
    String text = err.toString();
    return text.substring(text.lastIndexOf('\n', text.length() - 2) + 1);
  }

  private String all() {
    return out + "\n" + err;
  }
}
