package io.carillon.gateway.proxy.rules;

import static io.carillon.gateway.testkit.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.cluster.LonelyCalls;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.cluster.SharedTable;
import io.carillon.gateway.cluster.VertxTable;
import io.carillon.gateway.config.Complaint;
import io.carillon.gateway.config.ConfigException;
import io.carillon.gateway.config.ConfigLoader;
import io.carillon.gateway.config.GatewayConfig;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.Rules;
import io.carillon.gateway.config.RulesText;
import io.carillon.gateway.config.TargetConfig;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.TlsFiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes that cannot tell each other anything, so that they see changes in their table alone; looked
 * at far more often than in earnest.
 */
class RunningRulesTest {
  private static final String POOL = "{\"targets\":[{\"url\":\"http://127.0.0.1:9\"}]}";

  @TempDir private static Path directory;
  private static Path certificate;
  private final List<String> seen = new CopyOnWriteArrayList<>();

  /** Pools whose certificates listeners cannot use. */
  private volatile Set<String> unusable = Set.of();

  private Vertx vertx;
  private SharedTable table;
  private RunningRules one;
  private RunningRules other;

  @BeforeAll
  static void certify() {
    certificate = TlsFiles.make(directory, "backend", "dns:localhost").certificate();
  }

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    table = new VertxTable(vertx, "rules-" + UUID.randomUUID());
    one = node("1", Duration.ofMillis(20));
    other = node("2", Duration.ofMillis(20));
  }

  @AfterEach
  void stop() {
    await(one.close());
    await(other.close());
    await(vertx.close());
  }

  @Test
  void changeThatAnotherNodeMissedIsSeenAtItsNextLook() {
    await(new RulesEditor(one).putPool("p", json(POOL)));
    await(new RulesEditor(one).putRoute("r", json("{\"path\":\"/r/\",\"proxy\":\"p\"}")));

    Await.until(() -> same() && other.rules().pools().size() == 1, () -> yaml(other));
    assertEquals(2, other.generation());
  }

  @Test
  void lastOfTwoChangesStaysWhoeverMakesIt() {
    for (int round = 0; round < 20; round++) {
      String weight = "{\"targets\":[],\"maxIdle\":" + round;
      Future<?> here = new RulesEditor(one).putPool("p", json(weight + ",\"lossCode\":4001}"));
      Future<?> there = new RulesEditor(other).putPool("p", json(weight + ",\"lossCode\":4002}"));
      await(Future.all(here, there));
      int number = round;

      Await.until(
          () -> same() && one.rules().pools().get("p").maxIdle() == number,
          () -> yaml(one) + "\n---\n" + yaml(other));
    }
  }

  @Test
  void whatTheTableLosesNodesPutBack() {
    await(new RulesEditor(one).putPool("p", json(POOL)));
    Await.until(this::same, () -> yaml(other));
    Map<String, String> kept = await(table.entries());
    kept.keySet().forEach(key -> await(table.remove(key)));

    Await.until(() -> await(table.entries()).equals(kept), () -> await(table.entries()).toString());
    assertEquals(1, one.rules().pools().size());
    assertEquals(1, other.rules().pools().size());
  }

  @Test
  void oldChangeThatComesBackFromASplitIsPutRight() {
    await(new RulesEditor(one).putPool("p", json("{\"targets\":[],\"maxIdle\":1}")));
    Map<String, String> old = await(table.entries());
    await(new RulesEditor(one).putPool("p", json("{\"targets\":[],\"maxIdle\":2}")));
    Map<String, String> now = await(table.entries());

    old.forEach((key, text) -> await(table.put(key, text, Duration.ZERO)));

    Await.until(() -> await(table.entries()).equals(now), () -> await(table.entries()).toString());
    assertEquals(2, one.rules().pools().get("p").maxIdle());
  }

  @Test
  void whatIsForgottenDoesNotComeBack() {
    await(new RulesEditor(one).putPool("p", json(POOL)));
    Map<String, String> old = await(table.entries());
    await(new RulesEditor(other).forgetAll());
    old.forEach((key, text) -> await(table.put(key, text, Duration.ZERO)));

    Await.until(
        () -> await(table.entries()).keySet().equals(Set.of("ALL//")),
        () -> await(table.entries()).toString());
    Await.until(() -> one.rules().pools().isEmpty() && same(), () -> yaml(one));
    await(new RulesEditor(one).putPool("p", json(POOL)));
    assertEquals(3, one.generation());
  }

  @Test
  void changesThatCannotBeTogetherAreDecidedAlikeByAll() {
    await(new RulesEditor(one).putPool("p", json(POOL)));
    Await.until(this::same, () -> yaml(other));
    // As two nodes make them that do not hear of each other.
    Change route =
        new Change(
            RuleName.route("r"), new Stamp(2, "2"), json("{\"path\":\"/\",\"proxy\":\"p\"}"));
    Change gone = new Change(RuleName.pool("p"), new Stamp(2, "1"), null);
    await(table.put(route.of().key(), route.text(), Duration.ZERO));
    await(table.put(gone.of().key(), gone.text(), Duration.ZERO));

    Await.until(() -> same() && one.generation() == 2, () -> yaml(one) + yaml(other));
    Await.until(() -> one.rules().pools().isEmpty(), () -> yaml(one));
    assertTrue(one.rules().routes().stream().noneMatch(found -> found.name().equals("r")));

    // With its pool it is there again, on all nodes.
    await(new RulesEditor(other).putPool("p", json(POOL)));
    Await.until(
        () -> same() && one.rules().routes().stream().anyMatch(it -> it.name().equals("r")),
        () -> yaml(one));
  }

  @Test
  void nodeWithAnotherFileTakesWhatItCan() {
    RunningRules odd =
        node("3", Duration.ofMillis(20), "routes=[{path: /odd, serve: subscribe, name: odd}]");
    await(new RulesEditor(one).putRoute("r", json("{\"path\":\"/odd\",\"serve\":\"subscribe\"}")));
    await(new RulesEditor(one).putPool("p", json(POOL)));

    Await.until(() -> odd.rules().pools().containsKey("p"), () -> yaml(odd));
    assertEquals(List.of("odd"), odd.rules().routes().stream().map(route -> route.name()).toList());
    assertEquals(2, odd.generation());
    await(odd.close());
  }

  @Test
  void whatIsNotValidChangesNothing() {
    ConfigException refusal =
        assertThrows(
            ConfigException.class,
            () -> await(new RulesEditor(one).putPool("p", json("{\"targets\":7,\"more\":1}"))));

    assertEquals(2, refusal.complaints().size());
    assertEquals(Map.of(), await(table.entries()));
    assertEquals(0, one.generation());
    assertEquals(List.of(), List.copyOf(seen.subList(2, seen.size())));
  }

  @Test
  void nodeThatComesKnowsAllBeforeItServes() {
    await(new RulesEditor(one).putPool("p", json(POOL)));
    RunningRules late = node("3", Duration.ofHours(1));

    assertEquals(List.of("3: 1 p"), seen.stream().filter(one -> one.startsWith("3:")).toList());
    await(late.close());
  }

  @Test
  void secretIsKnownToAllAndShownToNobody() {
    String secret = "0123456789abcdef0123456789abcdef";
    String sticky = "{\"targets\":[],\"sticky\":{\"type\":\"cookie\",\"secret\":\"%s\"}}";
    await(new RulesEditor(one).putPool("p", json(String.format(sticky, secret))));
    Await.until(() -> other.generation() == 1, () -> yaml(other));
    await(new RulesEditor(other).putPool("p", json(String.format(sticky, "***"))));

    assertEquals(secret, other.rules().pools().get("p").sticky().secret().orElseThrow().value());
    assertEquals(2, other.generation());
    assertTrue(yaml(other).contains("'***'") || yaml(other).contains("\"***\""), yaml(other));
  }

  @Test
  void changeOfATargetHoldsAlsoWhenItsPoolTookItBackBefore() {
    RulesEditor editor = new RulesEditor(one);
    String whole = "{\"targets\":[{\"name\":\"t\",\"url\":\"http://127.0.0.1:9\"}]}";
    Map<String, Object> maintenance = json("{\"state\":\"maintenance\"}");
    await(editor.putPool("p", json(whole)));
    await(editor.putTarget("p", "t", maintenance));
    await(editor.putPool("p", json(whole)));
    assertEquals(TargetConfig.State.ENABLED, target().state());

    await(editor.putTarget("p", "t", maintenance));
    assertEquals(TargetConfig.State.MAINTENANCE, target().state());

    await(editor.deleteTarget("p", "t"));
    await(editor.putPool("p", json(whole)));
    await(editor.deleteTarget("p", "t"));
    assertEquals(List.of(), one.rules().pools().get("p").targets());
  }

  private TargetConfig target() {
    return one.rules().pools().get("p").targets().get(0);
  }

  @Test
  void poolThatIsPutOnceMoreIsTakenOnceMoreByAll() {
    await(new RulesEditor(one).putPool("p", json(POOL)));
    await(new RulesEditor(one).putPool("p", json(POOL)));

    Await.until(() -> sees("1: 2 p") && sees("2: 2 p"), () -> yaml(other));
  }

  private synchronized boolean sees(String what) {
    return seen.contains(what);
  }

  @Test
  void certificateThatIsAwayTakesNoChangeWithIt() throws Exception {
    Path ca = Files.copy(certificate, directory.resolve("away.pem"));
    String pool = "{targets: [{url: 'https://127.0.0.1:9', name: t}], tls: {ca: '" + ca + "'}}";
    RunningRules three = node("3", Duration.ofMillis(20), "pools={a: " + pool + "}");
    await(new RulesEditor(three).putTarget("a", "t", json("{\"state\":\"drain\"}")));
    Files.delete(ca);

    await(new RulesEditor(one).putPool("p", json(POOL)));
    Await.until(() -> three.rules().pools().containsKey("p"), () -> yaml(three));
    await(new RulesEditor(three).putPool("q", json(POOL)));

    assertEquals(Set.of("a", "p", "q"), three.rules().pools().keySet());
    PoolConfig kept = three.rules().pools().get("a");
    assertEquals(TargetConfig.State.DRAIN, kept.targets().get(0).state());
    assertEquals(ca.toString(), kept.tls().ca());
    await(three.close());
  }

  @Test
  void changeWhoseCertificateComesLaterIsInForceThen() throws Exception {
    Path ca = directory.resolve("late.pem");
    String pool = "{\"targets\":[],\"tls\":{\"ca\":\"" + ca + "\"}}";
    // As a node makes it that has the file.
    Change change = new Change(RuleName.pool("p"), new Stamp(1, "3"), json(pool));
    await(table.put(change.of().key(), change.text(), Duration.ZERO));
    Await.until(() -> one.generation() == 1, () -> yaml(one));
    assertEquals(Set.of(), one.rules().pools().keySet());

    Files.copy(certificate, ca);

    Await.until(() -> same() && one.rules().pools().containsKey("p"), () -> yaml(one));
  }

  @Test
  void noMoreChangesThanThereIsRoomForAreKept() {
    List<Change> many =
        IntStream.range(0, Changes.MOST)
            .mapToObj(i -> new Change(RuleName.route("r" + i), new Stamp(i + 1, "1"), null))
            .toList();
    Changes full = Changes.NONE.with(many);

    full.checkRoom(RuleName.route("r0"));
    full.checkRoom(RuleName.ALL);
    GatewayException refusal =
        assertThrows(GatewayException.class, () -> full.checkRoom(RuleName.route("more")));
    assertEquals(ErrorCode.LIMIT_EXCEEDED, refusal.code());
  }

  @Test
  void whatIsPutRightDoesNotOverwriteALaterChange() {
    Change old = new Change(RuleName.pool("x"), new Stamp(1, "3"), json(POOL));
    Change later = new Change(RuleName.pool("x"), new Stamp(2, "3"), null);
    ChangeTable read = new ChangeTable(new VertxTable(vertx, "repaired"));
    await(read.put(later));

    // As it is seen by who read the table before the later change was made.
    await(read.repair(Changes.NONE.with(List.of(old)), List.of()));

    assertEquals(List.of(later), await(read.read()));
  }

  @Test
  void changesOfWhatIsInTheFileAreKnownToOverrideIt() {
    GatewayConfig file =
        ConfigLoader.load(Optional.empty(), List.of("pools={p: {targets: []}}"), Map.of());
    Change inFile = new Change(RuleName.pool("p"), new Stamp(1, "1"), json(POOL));
    Change more = new Change(RuleName.pool("q"), new Stamp(2, "1"), json(POOL));
    Merged merged = Merged.of(file).with(file, Changes.NONE.with(List.of(inFile, more)));

    assertEquals(List.of(RuleName.pool("p")), merged.overriding(file));
  }

  @Test
  void entryThatNobodyCanReadIsIgnored() {
    await(table.put("ROUTE//r", "{", Duration.ZERO));
    await(table.put("nonsense", "{}", Duration.ZERO));
    await(new RulesEditor(one).putPool("p", json(POOL)));

    Await.until(() -> other.rules().pools().containsKey("p"), () -> yaml(other));
  }

  @Test
  void complaintGoesWhenCertificatesCanBeUsedAfterAll() {
    unusable = Set.of("p");
    await(new RulesEditor(one).putPool("p", json(POOL)));
    assertEquals(1, await(one.nodes()).get(0).state().unusable().size());

    unusable = Set.of();

    assertEquals(List.of(), await(one.nodes()).get(0).state().unusable());
  }

  private RunningRules node(String uid, Duration look, String... settings) {
    RunningRules rules =
        new RunningRules(
            ConfigLoader.load(Optional.empty(), List.of(settings), Map.of()),
            vertx,
            table,
            new LonelyCalls(),
            new NodeIdentity(Long.parseLong(uid), "n" + uid, "test"),
            look);
    await(
        rules.start(
            new RulesListener() {
              @Override
              public void check(PoolConfig pool) {}

              @Override
              public Future<Void> prepare(Rules wanted) {
                return unusable.isEmpty()
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new ConfigException(
                            List.of(new Complaint("pools.p.tls.ca", "nothing", "a file"))));
              }

              @Override
              public Set<String> unusable() {
                return unusable;
              }

              @Override
              public Future<Void> onRules(InForce wanted) {
                note(
                    String.format(
                        "%s: %d %s",
                        uid,
                        wanted.generation(),
                        String.join(",", wanted.rules().pools().keySet())));
                return Future.succeededFuture();
              }
            }));
    return rules;
  }

  private synchronized void note(String what) {
    seen.add(what);
  }

  private boolean same() {
    Rules here = one.rules();
    return here.equals(other.rules()) && one.generation() == other.generation();
  }

  private static String yaml(RunningRules node) {
    return node.generation() + "\n" + RulesText.yaml(node.rules());
  }

  private static Map<String, Object> json(String text) {
    return new JsonObject(text).getMap();
  }
}
