package io.carillon.gateway.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The judge is judged: what is right passes, and each kind of wrong is found. */
class VerdictTest {
  private static final FaultLoad.Plan PLAN = FaultLoad.Plan.moderate().of(2, 400);
  private static final String NAMESPACES =
      "namespaces={default: {}, s: {history: {size: 5000, ttl: 10m}}, live: {}}";

  @Test
  void nodeThatWorksIsFoundRight() {
    try (TestNode node = TestNode.start(NAMESPACES)) {
      NodeAddress address = NodeAddress.of("n1", node);
      try (FaultLoad load = FaultLoad.start("right", List.of(address), PLAN)) {
        long begun = System.nanoTime();
        load.awaitAcknowledged(List.of(address), 50);
        assertTrue(load.millisUntilHeard(begun, List.of(address)).getAsLong() < 2_000);

        LossVerdict.Report report = load.settle(List.of(address));

        assertTrue(report.acknowledged() >= 150, report.toString());
        assertEquals(0, report.refused() + report.unknown() + report.told() + report.losses());
      }
    }
  }

  @Test
  void clientThatIsSentAwayComesBackAndMissesNothing() {
    try (TestNode node = TestNode.start(NAMESPACES)) {
      NodeAddress address = NodeAddress.of("n1", node);
      try (FaultLoad load = FaultLoad.start("away", List.of(address), PLAN)) {
        load.awaitAcknowledged(List.of(address), 20);
        load.witnesses().forEach(witness -> witness.cutOff());
        load.awaitAcknowledged(List.of(address), 100);

        assertEquals(0, load.settle(List.of(address)).told());
        assertTrue(
            load.witnesses().get(0).heard("s:" + load.name() + "-0").stream()
                .anyMatch(one -> one.kind() == Heard.Kind.RECOVERED));
      }
    }
  }

  @Test
  void acknowledgedPublicationThatIsNotKeptIsFound() {
    String few = NAMESPACES.replace("5000", "10");
    try (TestNode node = TestNode.start(few)) {
      NodeAddress address = NodeAddress.of("n1", node);
      try (FaultLoad load = FaultLoad.start("lost", List.of(address), PLAN)) {
        load.awaitAcknowledged(List.of(address), 50);

        AssertionError failure =
            assertThrows(AssertionError.class, () -> load.settle(List.of(address)));

        assertTrue(failure.getMessage().contains("acknowledged but lost"), failure.getMessage());
      }
    }
  }

  @Test
  void nodesThatDoNotAgreeAreFound() {
    try (TestNode one = TestNode.start(NAMESPACES);
        TestNode other = TestNode.start(NAMESPACES)) {
      List<NodeAddress> both = List.of(NodeAddress.of("n1", one), NodeAddress.of("n2", other));
      try (FaultLoad load = FaultLoad.start("apart", both, PLAN)) {
        load.awaitAcknowledged(both, 10);
        load.endPublishing();

        AssertionError failure = assertThrows(AssertionError.class, () -> load.judge(both, false));

        assertTrue(
            failure.getMessage().contains("is another on n1 than on n2"), failure.toString());
      }
    }
  }

  @Test
  void publicationMadeByNobodyAndOneMadeTwiceAreFound() {
    try (TestNode node = TestNode.start(NAMESPACES)) {
      NodeAddress address = NodeAddress.of("n1", node);
      try (FaultLoad load = FaultLoad.start("twice", List.of(address), PLAN)) {
        load.awaitAcknowledged(List.of(address), 10);
        load.endPublishing();
        SentNumber again = load.sent().get(0);
        JsonObject data = new JsonObject().put("p", again.publisher()).put("n", again.number());
        node.publish(again.channel(), data);
        node.publish(again.channel(), new JsonObject().put("p", -1).put("n", 0));

        AssertionError failure =
            assertThrows(AssertionError.class, () -> load.settle(List.of(address)));

        assertTrue(failure.getMessage().contains("is kept twice"), failure.getMessage());
        assertTrue(failure.getMessage().contains("heard what nobody sent"), failure.getMessage());
      }
    }
  }

  @Test
  void publisherTellsWhatItDoesNotKnow() {
    NodeAddress nobody = new NodeAddress("nobody", "127.0.0.1", Ports.free(), Ports.free());
    NumberPublisher.Plan plan =
        new NumberPublisher.Plan(List.of(nobody), 50, Duration.ofSeconds(1), false);
    try (NumberPublisher publisher = NumberPublisher.start(plan, List.of("s:a"))) {
      Await.until(() -> publisher.sent().size() > 3, () -> "sent " + publisher.sent());

      assertEquals(SentNumber.Outcome.REFUSED, publisher.sent().get(0).outcome());
    }
  }
}
