package io.carillon.gateway.cluster;

import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What every table promises, on a node that is alone. */
class LonelyTableTest extends SharedTableContract {
  private static Vertx vertx;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().await();
  }

  @Override
  protected SharedTable open(String name, int node) {
    return new VertxTable(vertx, name);
  }
}
