package io.carillon.gateway.cluster;

import static io.carillon.gateway.testkit.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.carillon.gateway.testkit.Await;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every table promises; a test of one only says how two nodes open it. */
public abstract class SharedTableContract {
  private static final Duration FOR_GOOD = Duration.ZERO;

  private final String name = "test-" + UUID.randomUUID();

  /** The table of that name, as the node with this number sees it: 0 or 1. */
  protected abstract SharedTable open(String name, int node);

  @Test
  void whatOneNodePutsTheOtherGets() {
    await(here().put("k", "v", FOR_GOOD));

    assertEquals("v", await(there().get("k")));
    assertEquals(Map.of("k", "v"), await(there().entries()));
  }

  @Test
  void whatIsNotThereIsNullAndTakesNoHarmFromBeingRemoved() {
    assertNull(await(here().get("k")));
    await(here().remove("k"));
    assertEquals(Map.of(), await(here().entries()));
  }

  @Test
  void theLastTextStays() {
    await(here().put("k", "one", FOR_GOOD));
    await(there().put("k", "two", FOR_GOOD));

    assertEquals("two", await(here().get("k")));
    assertEquals(Map.of("k", "two"), await(here().entries()));
  }

  @Test
  void whatIsRemovedIsGoneForAll() {
    await(here().put("k", "v", FOR_GOOD));
    await(here().put("l", "w", FOR_GOOD));
    await(there().remove("k"));

    assertNull(await(here().get("k")));
    assertEquals(Map.of("l", "w"), await(here().entries()));
  }

  @Test
  void whatHasATimeToLiveIsThereForItAndNotForLong() {
    await(here().put("brief", "v", Duration.ofSeconds(1)));
    await(here().put("long", "w", Duration.ofMinutes(1)));
    assertEquals("v", await(there().get("brief")));

    long before = System.nanoTime();
    Await.until(() -> await(there().get("brief")) == null, () -> "still there");
    assertEquals(true, System.nanoTime() - before < Duration.ofSeconds(4).toNanos());
    assertEquals("w", await(there().get("long")));
  }

  @Test
  void timeToLiveBeginsAnewWithEachPut() {
    await(here().put("k", "v", Duration.ofSeconds(1)));
    await(there().put("k", "w", Duration.ofMinutes(1)));
    await(here().put("other", "v", Duration.ofSeconds(1)));

    Await.until(() -> await(here().get("other")) == null, () -> "still there");
    assertEquals("w", await(here().get("k")));
    await(here().remove("k"));
    assertNull(await(there().get("k")));
  }

  @Test
  void keysAndTextsMayHoldAnything() {
    String odd = "pool/a b\u0000/{1}:\"\u00e9\ud83d\ude00\n*";
    await(here().put(odd, odd, FOR_GOOD));
    await(here().put("", "", FOR_GOOD));
    await(here().put(odd + 1, odd, Duration.ofMinutes(1)));

    assertEquals(odd, await(there().get(odd)));
    assertEquals("", await(there().get("")));
    assertEquals(odd, await(there().get(odd + 1)));
    assertEquals(odd, await(there().entries()).get(odd));
  }

  @Test
  void tablesOfOtherNamesAreOtherTables() {
    await(here().put("k", "v", FOR_GOOD));

    assertNull(await(open(name + "2", 0).get("k")));
    assertEquals(Map.of(), await(open(name + "2", 1).entries()));
  }

  @Test
  void manyEntriesAreAllListed() {
    List<Future<Void>> put = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      put.add((i % 2 == 0 ? here() : there()).put("k" + i, "v" + i, FOR_GOOD));
    }
    await(Future.all(put));

    assertEquals(500, await(here().entries()).size());
  }

  private SharedTable here() {
    return open(name, 0);
  }

  private SharedTable there() {
    return open(name, 1);
  }
}
