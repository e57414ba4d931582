package io.carillon.gateway.proxy.sticky;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.StickyConfig;
import io.carillon.gateway.config.TargetConfig;
import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.pool.PoolRequest;
import io.carillon.gateway.proxy.pool.Target;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The address of a client decides, whatever way the pool balances. */
@ExtendWith(Requests.class)
class SourceStickinessTest {
  private final PoolConfig config =
      StickyPools.pool(
          "chat",
          StickyConfig.Kind.SOURCE,
          Optional.empty(),
          Stream.of("a", "b", "c").map(StickyPools::target).toArray(TargetConfig[]::new));

  @Test
  void clientComesToTheSameTargetThroughEveryNode() {
    Pool here = new Pool(config, GlobalEventExecutor.INSTANCE);
    Pool there = new Pool(config, GlobalEventExecutor.INSTANCE);
    Set<String> used = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      PoolRequest client = new Client("192.0.2." + i);
      Target target = here.select(client, Set.of());
      used.add(target.name());

      assertSame(target, here.select(client, Set.of()));
      assertEquals(target.name(), there.select(client, Set.of()).name());
    }
    assertEquals(Set.of("a", "b", "c"), used);
  }

  @Test
  void nothingHasToBeFoundOrInserted() {
    Pool pool = new Pool(config, GlobalEventExecutor.INSTANCE);
    Stickiness sticky = Stickiness.of(config, pool, null);

    assertNull(sticky.find(Requests.get("/")).result());
    assertNull(sticky.cookie(Requests.get("/"), pool.target("a")));
  }

  private record Client(String source) implements PoolRequest {
    @Override
    public String header(String name) {
      return null;
    }

    @Override
    public String cookie(String name) {
      return null;
    }
  }
}
