package io.carillon.gateway.bench.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.bench.BenchException;
import io.carillon.gateway.bench.Kind;
import io.carillon.gateway.bench.Load;
import io.carillon.gateway.bench.Machine;
import io.carillon.gateway.bench.Outcome;
import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.ScriptedLoad;
import io.carillon.gateway.bench.Sent;
import io.carillon.gateway.bench.SteadyClock;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
class AgentsTest {
  private static final int SECONDS = 50;
  private static final String KEY = "a key";
  private static final AgentAddress LOOPBACK = new AgentAddress("127.0.0.1", 0);

  private final List<ScriptedLoad> loads = new CopyOnWriteArrayList<>();
  private final List<Agent> agents = new ArrayList<>();
  private final List<Load> runs = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    runs.forEach(Load::close);
    for (Agent agent : agents) {
      agent.close().await(SECONDS, TimeUnit.SECONDS);
    }
  }

  @Test
  void aRunOfTwoIsTheSumOfWhatBothSaw() throws Exception {
    Agents both = on(plan(5), agent(), agent());
    get(both.open());
    CompletableFuture<Sent> ran = both.run();
    awaitRunning();
    for (ScriptedLoad load : loads) {
      load.counters = ScriptedLoad.counted(Map.of("opened", (long) load.plan.crowd().amount()));
      load.startedAtMillis = loads.get(0).startedAtMillis;
      load.runs.complete(new Sent(List.of(lane(load.plan.share().firstConnection()))));
    }
    Sent sent = get(ran);
    Outcome outcome = get(both.finish(sent));

    assertEquals(2, sent.lanes().size());
    for (ScriptedLoad load : loads) {
      assertEquals(sent, get(load.told), "everybody is told what all have sent");
    }
    assertEquals(5, outcome.parts().get(0).counters().opened());
    assertEquals(4, outcome.parts().get(0).seconds().get(0).received());
    assertEquals(2, outcome.events().size());
    assertFalse(outcome.toString().contains("secret"), outcome.toString());
    assertEquals(List.of("", ""), both.machines().stream().map(Machine::problem).toList());
  }

  @Test
  void clocksOfOneMachineDifferByLessThanTheErrorThatIsTold() throws Exception {
    Agents one = on(plan(1), agent());
    get(one.open());
    Machine machine = one.machines().get(0);

    assertTrue(Math.abs(machine.clockOffsetNanos()) <= machine.clockErrorNanos(), "" + machine);
    assertEquals(machine.clockOffsetNanos(), loads.get(0).plan.share().clockOffsetNanos());
  }

  @Test
  void whatAnAgentSawStandsWhereItWasByTheClockOfTheCoordinator() throws Exception {
    Agents both = on(plan(2), agent(), agent());
    get(both.open());
    loads.forEach(ScriptedLoad::stop);
    ScriptedLoad late = loads.stream().filter(load -> isOf(load, 1)).findFirst().orElseThrow();
    ScriptedLoad early = loads.stream().filter(load -> isOf(load, 0)).findFirst().orElseThrow();
    late.startedAtMillis = early.startedAtMillis + 3_000;
    Outcome outcome = get(both.finish(get(both.run())));

    assertEquals(
        List.of(0L, 3L),
        outcome.parts().get(0).seconds().stream().map(second -> second.at()).toList());
    assertEquals(3_005.0, (double) outcome.events().get(1).atMillis(), 500.0);
  }

  @Test
  void allWaitForTheMomentAtWhichTheyAreToBegin() throws Exception {
    Agents both = on(plan(2), agent(), agent());
    long asked = SteadyClock.now();
    get(both.open());

    for (ScriptedLoad load : loads) {
      long waited = TimeUnit.NANOSECONDS.toMillis(load.openedAt - asked);
      // Half a second, and what the comparison of clocks may be off by.
      assertTrue(waited >= 450, waited + " ms");
    }
  }

  @Test
  void anAgentThatEndsIsToldAndTheOthersGoOn() throws Exception {
    Agents both = on(plan(5), agent(), agent());
    get(both.open());
    CompletableFuture<Sent> ran = both.run();
    awaitRunning();
    ScriptedLoad left = loads.stream().filter(load -> isOf(load, 0)).findFirst().orElseThrow();
    left.runs.complete(Sent.NOTHING);
    agents.get(1).close().await(SECONDS, TimeUnit.SECONDS);
    Outcome outcome = get(both.finish(get(ran)));

    assertEquals(2, outcome.parts().get(0).counters().gone());
    assertFalse(outcome.clean());
    String problem = "agent 127.0.0.1:" + agents.get(1).port() + ": ";
    assertTrue(both.machines().get(1).problem().startsWith(problem), "" + both.machines());
    assertTrue(outcome.parts().get(0).failures().get(0).what().startsWith(problem));
  }

  @Test
  void whenTheOnlyAgentEndsAllConnectionsAreToldToBeGone() throws Exception {
    Agents one = on(plan(3), agent());
    get(one.open());
    long opened = System.currentTimeMillis();
    CompletableFuture<Sent> ran = one.run();
    awaitRunning();
    agents.get(0).close().await(SECONDS, TimeUnit.SECONDS);
    Outcome outcome = get(one.finish(get(ran)));

    assertEquals(3, outcome.parts().get(0).counters().gone());
    assertTrue(outcome.startedAtMillis() <= opened + 1_000, outcome.toString());
    assertTrue(outcome.startedAtMillis() > opened - 60_000, outcome.toString());
    String problem = "agent 127.0.0.1:" + agents.get(0).port() + ": ";
    assertTrue(one.machines().get(0).problem().startsWith(problem), "" + one.machines());
  }

  @Test
  void whenTheOneThatPublishesEndsItIsToldThatLossIsNotCounted() throws Exception {
    Agents both = on(ScriptedLoad.plan(2, Kind.FANOUT, 1, 10), agent(), agent());
    get(both.open());
    CompletableFuture<Sent> ran = both.run();
    awaitRunning();
    loads.stream().filter(load -> isOf(load, 1)).findFirst().orElseThrow().stop();
    agents.get(0).close().await(SECONDS, TimeUnit.SECONDS);
    get(both.finish(get(ran)));

    String problem = both.machines().get(0).problem();
    assertTrue(problem.endsWith("lost messages are not counted"), problem);
    assertEquals("", both.machines().get(1).problem());
  }

  @Test
  void connectionsToAgentsOutliveACollectionOfGarbage() throws Exception {
    Agents run = on(plan(1), agent());
    get(run.open());
    System.gc();
    CompletableFuture<Sent> ran = run.run();
    awaitRunning();
    loads.get(0).stop();
    get(run.finish(get(ran)));

    assertEquals("", run.machines().get(0).problem());
  }

  @Test
  void anAgentThatFallsSilentIsLeftBehind() throws Exception {
    try (ServerSocket silent = new ServerSocket(0)) {
      Agents run =
          Agents.of(
              plan(1),
              List.of(new AgentAddress("127.0.0.1", silent.getLocalPort())),
              "",
              TimeUnit.SECONDS.toNanos(1));
      runs.add(run);

      assertEquals(
          "agent 127.0.0.1:" + silent.getLocalPort() + ": does not answer", refusal(run.open()));
    }
  }

  @Test
  void anAgentEndsItsLoadWhenItsCoordinatorGoesAway() throws Exception {
    Agents run = on(plan(1), agent());
    get(run.open());
    run.run();
    awaitRunning();
    runs.remove(run);
    run.close();

    assertTrue(loads.get(0).closed.await(SECONDS, TimeUnit.SECONDS));
    assertEquals(0, loads.get(0).stopped.getCount());
    get(on(plan(1), agents.get(0)).open());
  }

  @Test
  void aRunThatIsStoppedStopsEverywhere() throws Exception {
    Agents both = on(plan(2), agent(), agent());
    get(both.open());
    CompletableFuture<Sent> ran = both.run();
    awaitRunning();
    both.stop();

    assertEquals(Sent.NOTHING, get(ran));
  }

  @ParameterizedTest(name = "key \"{0}\"")
  @ValueSource(strings = {"", "another key", "a ke"})
  void aWrongKeyIsRefused(String key) throws Exception {
    Agent agent = agent();
    Agents run = Agents.of(plan(1), List.of(new AgentAddress("127.0.0.1", agent.port())), key);
    runs.add(run);

    assertEquals("agent 127.0.0.1:" + agent.port() + ": wrong key", refusal(run.open()));
    assertEquals(List.of(), loads);
  }

  @Test
  void asLongAsAPlanRunsNobodyElseGivesOne() throws Exception {
    Agent agent = agent();
    get(on(plan(1), agent).open());

    assertEquals(
        "agent 127.0.0.1:" + agent.port() + ": busy with the plan of another coordinator",
        refusal(on(plan(1), agent).open()));
    assertEquals(1, loads.size());
    assertEquals(1, loads.get(0).closed.getCount());
  }

  @Test
  void aPlanThatCannotBeIsRefusedWithItsReason() throws Exception {
    Agent agent =
        listen(
            plan -> {
              throw new BenchException("--size: found 1, wanted at least 48");
            });

    assertEquals(
        "agent 127.0.0.1:" + agent.port() + ": plan: --size: found 1, wanted at least 48",
        refusal(on(plan(1), agent).open()));
  }

  @Test
  void aLoadThatCannotBeginIsToldAndNotWaitedFor() throws Exception {
    Agent agent =
        listen(
            plan ->
                new ScriptedLoad(plan) {
                  @Override
                  public CompletableFuture<Void> open() {
                    throw new IllegalStateException("no loops");
                  }
                });
    Agents run = on(plan(1), agent);

    get(run.open());

    assertEquals(
        "agent 127.0.0.1:" + agent.port() + ": load failed: no loops",
        run.machines().get(0).problem());
  }

  @Test
  void nobodyThereIsToldWithTheAddress() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0)) {
      port = taken.getLocalPort();
    }
    Agents run = Agents.of(plan(1), List.of(new AgentAddress("127.0.0.1", port)), "");
    runs.add(run);

    assertTrue(refusal(run.open()).startsWith("agent 127.0.0.1:" + port + ": Connection refused"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET / HTTP/1.1                                  | malformed message
          {"is":"open","at":1}                            | wrong key
          {"is":"nothing"}                                | malformed message
          {"is":"proof"}                                  | malformed message
          KEY {"is":"open","at":1}                        | no plan yet
          KEY {"is":"prepare"}                            | malformed message
          KEY {"is":"prepare","plan":{}}                  | malformed message
          KEY {"is":"prepare","plan":{"kind":"FANOUT"}}   | malformed message
          KEY {"is":"ask","sentAt":"now"}                 | malformed message
          """)
  void whoSpeaksOtherwiseIsRefused(String line, String why) throws Exception {
    Agent agent = agent();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), agent.port())) {
      socket.setSoTimeout(SECONDS * 1000);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      String nonce = in.readLine().replaceAll(".*\"nonce\":\"|\".*", "");
      String proof = "{\"is\":\"proof\",\"hmac\":\"" + Keys.sign(KEY, nonce) + "\"}\n";
      String sent = line.startsWith("KEY ") ? proof + line.substring(4) : line;
      socket.getOutputStream().write((sent + "\n").getBytes(StandardCharsets.UTF_8));

      String answer = in.readLine();
      // Which it says now and then to those whom it knows.
      while (answer.contains("welcome") || answer.contains("alive")) {
        answer = in.readLine();
      }
      assertEquals("{\"is\":\"refused\",\"why\":\"" + why + "\"}", answer);
      assertEquals(null, in.readLine(), "it hangs up");
    }
    assertEquals(List.of(), loads);
  }

  @Test
  void whoIsNotKnownCannotSendLongLines() throws Exception {
    Agent agent = agent();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), agent.port())) {
      socket.setSoTimeout(SECONDS * 1000);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      in.readLine();
      socket.getOutputStream().write("x".repeat(5000).getBytes(StandardCharsets.UTF_8));

      assertEquals(null, in.readLine(), "it hangs up");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::"})
  void anAgentForOthersWantsAKey(String host) {
    AgentAddress address = new AgentAddress(host, 0);
    BenchException refused =
        assertThrows(BenchException.class, () -> Agent.listen(address, "", ScriptedLoad::new));

    assertEquals(
        "--listen: found " + address + " without --key, wanted one, since that is not loopback",
        refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host:", ":7000", "host:70000", "::1:7000", "a b:7000"})
  void anAddressIsAHostAndAPort(String text) {
    BenchException wrong =
        assertThrows(BenchException.class, () -> AgentAddress.parse("--agents", text));

    assertEquals("--agents: found " + text + ", wanted host:port", wrong.getMessage());
    assertEquals("[::1]:7000", AgentAddress.parse("--agents", "[::1]:7000").toString());
    assertEquals("host:7700", AgentAddress.parse("--agents", "host").toString());
  }

  @Test
  void thereIsAConnectionForEachAgent() {
    AgentAddress somewhere = new AgentAddress("127.0.0.1", 1);
    BenchException wrong =
        assertThrows(
            BenchException.class, () -> Agents.of(plan(1), List.of(somewhere, somewhere), ""));

    assertEquals("--amount: found 1, wanted at least one for each of 2 agents", wrong.getMessage());
  }

  @Test
  void partsOfAPlanAddUpToIt() {
    List<Plan> fanout = Shares.of(ScriptedLoad.plan(7, Kind.FANOUT, 3, 50), List.of(0L, 5L, -5L));

    assertEquals(List.of(3, 2, 2), fanout.stream().map(one -> one.crowd().amount()).toList());
    assertEquals(
        List.of(0, 3, 5), fanout.stream().map(one -> one.share().firstConnection()).toList());
    assertEquals(List.of(3, 0, 0), fanout.stream().map(one -> one.traffic().publishers()).toList());
    assertEquals(50, fanout.get(0).traffic().rate());
    assertEquals(-5, fanout.get(2).share().clockOffsetNanos());

    List<Plan> echo = Shares.of(ScriptedLoad.plan(4, Kind.ECHO, 0, 100), List.of(0L, 0L));
    assertEquals(List.of(50.0, 50.0), echo.stream().map(one -> one.traffic().rate()).toList());
  }

  @Test
  void theShortestRoundTripSaysBest() {
    ClockComparison clocks = new ClockComparison();
    clocks.add(1000, 5_500, 9000);
    clocks.add(20_000, 15_100, 20_200);
    clocks.add(30_000, 27_000, 39_000);

    assertEquals(5_000, clocks.offsetNanos());
    assertEquals(101, clocks.errorNanos());
  }

  private Agent agent() throws Exception {
    return listen(
        plan -> {
          ScriptedLoad load = new ScriptedLoad(plan);
          loads.add(load);
          return load;
        });
  }

  private Agent listen(Function<Plan, Load> prepared) throws Exception {
    Agent agent = Agent.listen(LOOPBACK, KEY, prepared).await(SECONDS, TimeUnit.SECONDS);
    agents.add(agent);
    return agent;
  }

  private Agents on(Plan plan, Agent... them) {
    List<AgentAddress> addresses =
        Arrays.stream(them).map(agent -> new AgentAddress("127.0.0.1", agent.port())).toList();
    Agents run = Agents.of(plan, addresses, KEY);
    runs.add(run);
    return run;
  }

  private void awaitRunning() throws Exception {
    for (ScriptedLoad load : loads) {
      assertTrue(load.running.await(SECONDS, TimeUnit.SECONDS));
    }
  }

  private static boolean isOf(ScriptedLoad load, int first) {
    return load.plan.share().firstConnection() == first;
  }

  private static Plan plan(int amount) {
    return ScriptedLoad.plan(amount, Kind.FANOUT, 1, 0);
  }

  private static Sent.Lane lane(int publisher) {
    return new Sent.Lane(publisher, 0, 3, List.of());
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(SECONDS, TimeUnit.SECONDS);
  }

  private static String refusal(CompletableFuture<?> future) {
    ExecutionException failed =
        assertThrows(ExecutionException.class, () -> future.get(SECONDS, TimeUnit.SECONDS));
    assertInstanceOf(BenchException.class, failed.getCause());
    return failed.getCause().getMessage();
  }
}
