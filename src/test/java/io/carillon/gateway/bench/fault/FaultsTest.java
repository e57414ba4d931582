package io.carillon.gateway.bench.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.bench.Counters;
import io.carillon.gateway.bench.Event;
import io.carillon.gateway.bench.Fault;
import io.carillon.gateway.bench.Kind;
import io.carillon.gateway.bench.Outcome;
import io.carillon.gateway.bench.ScriptedLoad;
import io.carillon.gateway.bench.Sent;
import io.carillon.gateway.testkit.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultsTest {
  private final ScriptedLoad load = new ScriptedLoad(ScriptedLoad.plan(1, Kind.FANOUT, 1, 0));

  @TempDir private Path directory;

  @Test
  void eachCommandRunsOnceAtItsMomentAndIsToldWithItsStatus() throws Exception {
    Path trace = directory.resolve("trace");
    List<FaultPlan> wanted =
        List.of(
            new FaultPlan(300, "echo second >> " + trace + "; echo no such process; exit 3"),
            new FaultPlan(1, "echo first >> " + trace));
    try (Faults faults = Faults.during(load, wanted)) {
      Outcome outcome = outcomeAfter(faults, 2);

      assertEquals(List.of("first", "second"), Files.readAllLines(trace));
      assertEquals(List.of(0, 3), faults.faults().stream().map(Fault::exit).toList());
      assertTrue(faults.faults().get(1).atMillis() >= 300);
      List<String> events = outcome.events().stream().map(Event::text).toList();
      assertTrue(
          events.get(2).matches(".*exit 3: exit 3 after \\d+ ms: no such process"),
          events.toString());
    }
  }

  @Test
  void aFaultKnowsWhatHadBeenCountedBeforeIt() throws Exception {
    Counters before = ScriptedLoad.counted(Map.of("opened", 1L, "closed", 4L));
    load.counters = before;
    try (Faults faults = Faults.during(load, List.of(new FaultPlan(1, "true")))) {
      outcomeAfter(faults, 1);

      assertEquals(before, faults.faults().get(0).before());
    }
  }

  @Test
  void whatHasNotEndedWithTheRunIsEnded() throws Exception {
    Path pid = directory.resolve("pid");
    List<FaultPlan> wanted = List.of(new FaultPlan(1, "echo $$ > " + pid + "; sleep 600; true"));
    try (Faults faults = Faults.during(load, wanted)) {
      faults.open().get();
      faults.run();
      Await.until(() -> pid.toFile().length() > 1, () -> "the command has no pid");
      long running = Long.parseLong(Files.readString(pid).strip());
      faults.finish(Sent.NOTHING).get(20, TimeUnit.SECONDS);

      assertEquals(Fault.CUT, faults.faults().get(0).exit());
      Await.until(
          () -> ProcessHandle.of(running).filter(ProcessHandle::isAlive).isEmpty(),
          () -> running + " is still there");
    }
  }

  @Test
  void whatDidNotComeBeforeTheEndIsTold() throws Exception {
    try (Faults faults = Faults.during(load, List.of(new FaultPlan(3_600_000, "true")))) {
      faults.open().get();
      faults.run();
      Outcome outcome = faults.finish(Sent.NOTHING).get(20, TimeUnit.SECONDS);

      assertEquals(Fault.NEVER, faults.faults().get(0).exit());
      assertEquals(
          List.of(new Event(5, "begun"), new Event(5, "true: was not run")), outcome.events());
      assertEquals("was not run", faults.faults().get(0).ending());
    }
  }

  private static Outcome outcomeAfter(Faults faults, int ended) throws Exception {
    faults.open().get();
    faults.run();
    Await.until(
        () -> faults.faults().stream().filter(one -> one.exit() >= 0).count() == ended,
        () -> faults.faults().toString());
    return faults.finish(Sent.NOTHING).get(20, TimeUnit.SECONDS);
  }
}
