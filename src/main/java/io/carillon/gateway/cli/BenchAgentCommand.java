package io.carillon.gateway.cli;

import io.carillon.gateway.bench.BenchException;
import io.carillon.gateway.bench.Load;
import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.agent.Agent;
import io.carillon.gateway.bench.agent.AgentAddress;
import io.carillon.gateway.bench.client.Transport;
import io.carillon.gateway.bench.load.Run;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Carries out parts of the benches of others until the process is asked to end. */
@Command(
    name = "agent",
    description = "Carries out parts of benches that say --agents, until it is asked to end.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    versionProvider = BuildVersion.class)
final class BenchAgentCommand implements Callable<Integer> {
  private static final int START_SECONDS = 10;
  private static final int NOT_FINE = 1;
  private static final int WRONG = 2;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:7700",
      description = "Where to wait for them; ${DEFAULT-VALUE}.")
  private String address;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      defaultValue = "${env:CARILLON_BENCH_KEY:-}",
      description =
          "That they have to know, on any address but loopback; without it the environment's"
              + " CARILLON_BENCH_KEY.")
  private String key;

  @Option(
      names = "--source-addresses",
      paramLabel = "ADDRESS",
      split = ",",
      description =
          "To connect from, in turn, whatever the bench says: those of this machine, which others"
              + " have not.")
  private List<String> sourceAddresses = List.of();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    try {
      AgentAddress wanted = AgentAddress.parse("--listen", address);
      Transport.addresses(sourceAddresses);
      Agent agent = listen(wanted);
      if (agent == null) {
        return NOT_FINE;
      }
      Runtime.getRuntime().addShutdownHook(new Thread(() -> agent.close().await(), "agent ends"));
      spec.commandLine()
          .getOut()
          .println("agent waits on " + new AgentAddress(wanted.host(), agent.port()));
      return RunningNodes.RUNNING;
    } catch (BenchException wrong) {
      spec.commandLine().getErr().println("bench: " + wrong.getMessage());
      return WRONG;
    }
  }

  /** Null where the address cannot be had, which is told. */
  private Agent listen(AgentAddress wanted) throws TimeoutException {
    Future<Agent> listening = Agent.listen(wanted, key, this::load);
    try {
      return listening.await(START_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw late;
    } catch (Exception refused) { // await throws what it failed with, whatever that is
      spec.commandLine()
          .getErr()
          .println("bench: --listen: " + wanted + ": " + refused.getMessage());
      return null;
    }
  }

  private Load load(Plan plan) {
    return Run.of(plan.withTarget(plan.target().from(sourceAddresses)));
  }
}
