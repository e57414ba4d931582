package io.carillon.gateway.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes whose machines are taken from them. */
class EmptiedMachinesTest {
  @TempDir Path directory;

  @Test
  void machinesThatTakeNoNodesAreNotKeptFree() throws Exception {
    List<TopologySpreadConstraint> binding =
        Deployed.of(Path.of("k8s/embedded"), directory)
            .nodes()
            .getSpec()
            .getTemplate()
            .getSpec()
            .getTopologySpreadConstraints()
            .stream()
            .filter(spread -> spread.getWhenUnsatisfiable().equals("DoNotSchedule"))
            .toList();

    assertFalse(binding.isEmpty());
    for (TopologySpreadConstraint spread : binding) {
      assertEquals("Honor", spread.getNodeTaintsPolicy(), spread.getTopologyKey());
    }
  }

  @Test
  void oneNodeGoesAtATimeAndNoneWhileSeveralAreNotReady() throws Exception {
    List<PodDisruptionBudget> budgets =
        Manifests.all(
            Deployed.of(Path.of("k8s/redis"), directory).objects(), PodDisruptionBudget.class);

    assertEquals(1, budgets.size());
    assertEquals(1, budgets.get(0).getSpec().getMaxUnavailable().getIntVal());
    assertEquals("IfHealthyBudget", budgets.get(0).getSpec().getUnhealthyPodEvictionPolicy());
  }
}
