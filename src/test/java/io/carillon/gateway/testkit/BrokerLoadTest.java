package io.carillon.gateway.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.broker.embedded.EmbeddedBroker;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class BrokerLoadTest {
  @Test
  void brokerThatWorksIsFoundRight() {
    try (BrokerLoad load =
        BrokerLoad.start("right", 1, vertx -> new EmbeddedBroker(vertx, InstantSource.system()))) {
      long begun = System.nanoTime();
      load.awaitAcknowledged(30);
      assertTrue(load.awaitHeardAgain(begun) < 2_000);

      LossVerdict.Report report = load.settle();

      assertTrue(report.acknowledged() >= 60, report.toString());
      assertEquals(0, report.refused() + report.unknown() + report.told() + report.losses());
    }
  }

  @Test
  void brokersThatHaveNothingToDoWithEachOtherAreFoundOut() {
    try (BrokerLoad load =
        BrokerLoad.start("apart", 2, vertx -> new EmbeddedBroker(vertx, InstantSource.system()))) {
      load.awaitAcknowledged(10);

      AssertionError failure = assertThrows(AssertionError.class, load::judge);

      assertTrue(failure.getMessage().contains("is another on n1 than on n2"), failure.toString());
    }
  }
}
