package io.carillon.gateway.proxy.rules;

import io.carillon.gateway.cluster.NodeCalls;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.cluster.SharedTable;
import io.carillon.gateway.config.GatewayConfig;
import io.carillon.gateway.config.Rules;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules in force on this node: its file's, and over them the changes made through any node of
 * the cluster. A change is in a table that all nodes see and in the memory of each of them; it is
 * told to all at once, and those that missed it, or have come since, read it in the table. What the
 * table has lost, nodes that know it put back.
 *
 * <p>One per node. Callable from any thread; everything happens on a loop of its own, one step
 * after the other, and the reading of rules off it.
 */
public final class RunningRules {
  private static final Logger LOG = LoggerFactory.getLogger(RunningRules.class);
  private static final Duration LOOK = Duration.ofSeconds(10);

  private final GatewayConfig file;
  private final Vertx vertx;
  private final Steps steps;
  private final ChangeTable table;
  private final Tidings tidings;
  private final Enforcement enforcement;
  private final String self;
  private final Duration look;
  private long timer = -1;

  /**
   * @param file that the node was started with
   * @param table kept for the rules alone
   */
  public RunningRules(
      GatewayConfig file, Vertx vertx, SharedTable table, NodeCalls calls, NodeIdentity self) {
    this(file, vertx, table, calls, self, LOOK);
  }

  /**
   * @param look between two looks at the table
   */
  RunningRules(
      GatewayConfig file,
      Vertx vertx,
      SharedTable table,
      NodeCalls calls,
      NodeIdentity self,
      Duration look) {
    this.file = file;
    this.vertx = vertx;
    this.steps = new Steps(((VertxInternal) vertx).createEventLoopContext());
    this.table = new ChangeTable(table);
    this.enforcement = new Enforcement(Merged.of(file));
    this.tidings = new Tidings(calls, self, enforcement::state, this::onChanged);
    this.self = self.uid();
    this.look = look;
  }

  /**
   * Reads what was changed before this node came; fails when that cannot be known.
   *
   * @param wanted told of the rules, once it is known which are in force and whenever they change
   */
  public Future<Void> start(RulesListener wanted) {
    return steps.inOrder(
        () -> {
          timer =
              vertx.setPeriodic(
                  look.toMillis(),
                  any ->
                      steps
                          .inOrder(this::refresh)
                          .onFailure(cause -> LOG.debug("rules not read again", cause)));
          return refresh()
              .compose(fresh -> enforcement.begin(wanted))
              .onSuccess(begun -> tellWhatOverrides());
        });
  }

  // They may be older than the file: with Redis they outlive all nodes.
  private void tellWhatOverrides() {
    String names =
        enforcement.current().overriding(file).stream()
            .map(RuleName::key)
            .collect(Collectors.joining(" "));
    if (!names.isEmpty()) {
      LOG.warn(
          "changes made at run time override the file, DELETE /api/rules forgets them rules={}",
          names);
    }
  }

  /** Looks at the table no longer; what is under way, and waits for it perhaps, has no effect. */
  public Future<Void> close() {
    return steps.atOnce(
        () -> {
          vertx.cancelTimer(timer);
          enforcement.end();
        });
  }

  /** Those in force, all of whose pools the listener has. */
  public InForce inForce() {
    return enforcement.inForce();
  }

  /** The same, without their number. */
  public Rules rules() {
    return inForce().rules();
  }

  /** The number of those in force. */
  public int generation() {
    return inForce().generation();
  }

  /**
   * By which rules all nodes go, in the order of their names; also those that do not answer. Failed
   * with {@code UNAVAILABLE} when it is not known now who they are.
   */
  public Future<List<NodeRules>> nodes() {
    return tidings.nodes();
  }

  /**
   * Makes a change on all nodes.
   *
   * @param edit makes the change of the rules as they are then; what it throws, and what is wrong
   *     with the change, fails the future before anything is stored
   * @return done when all nodes have been told, and have answered as far as they do
   */
  Future<RulesEditor.Outcome> change(Function<Merged, Change> edit) {
    return steps
        .inOrder(() -> refresh().compose(fresh -> make(edit)))
        // Not in order with the rest: this node is asked as well.
        .compose(edited -> tidings.tell(edited).map(told -> RulesEditor.Outcome.of(edited, told)));
  }

  private Future<Edited> make(Function<Merged, Change> edit) {
    Merged before = enforcement.current();
    return steps
        .blocking(
            () -> {
              Change wanted = edit.apply(before);
              before.changes().checkRoom(wanted.of());
              Stamp stamp = new Stamp(before.changes().generation() + 1, self);
              Change change = new Change(wanted.of(), stamp, wanted.rule());
              Merged after = before.with(file, change);
              Edited edited = new Edited(before, after, after.changes().of(change.of()));
              edited.questionable().ifPresent(enforcement::check);
              return edited;
            })
        .compose(edited -> edited.isNothingNew() ? Future.succeededFuture(edited) : store(edited));
  }

  private Future<Edited> store(Edited edited) {
    return table
        .put(edited.change())
        .compose(stored -> enforcement.show(edited.after()))
        .map(edited);
  }

  private Future<Void> onChanged(Map<String, String> told) {
    return steps.inOrder(() -> adopt(enforcement.current().changes().with(table.parse(told))));
  }

  private Future<Void> refresh() {
    return table
        .read()
        .compose(
            there -> {
              Changes all = enforcement.current().changes().with(there);
              return adopt(all).compose(done -> table.repair(all, there));
            });
  }

  private Future<Void> adopt(Changes changes) {
    Merged before = enforcement.current();
    if (changes.equals(before.changes()) && before.leftOut().isEmpty()) {
      return Future.succeededFuture();
    }
    // What was left out may be possible now: a certificate that it needs has come, say.
    return steps
        .blocking(() -> before.with(file, changes))
        .compose(next -> next.isAs(before) ? Future.succeededFuture() : enforcement.show(next));
  }
}
