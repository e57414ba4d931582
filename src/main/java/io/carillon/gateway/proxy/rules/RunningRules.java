package io.carillon.gateway.proxy.rules;

import io.carillon.gateway.cluster.NodeCalls;
import io.carillon.gateway.cluster.SharedTable;
import io.carillon.gateway.config.ConfigException;
import io.carillon.gateway.config.GatewayConfig;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.Rules;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
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
  private static final String CHANGED = "rules.changed";
  private static final String CHANGES = "changes";

  private final GatewayConfig file;
  private final Vertx vertx;
  private final Context context;
  private final ChangeTable table;
  private final NodeCalls calls;
  private final String self;
  private final Duration look;
  private volatile Listener listener = Listener.NOBODY;
  private Future<?> last = Future.succeededFuture();
  private long timer = -1;
  private Merged current;
  private volatile InForce inForce;

  /**
   * @param file that the node was started with
   * @param table kept for the rules alone
   * @param self uid of this node
   */
  public RunningRules(
      GatewayConfig file, Vertx vertx, SharedTable table, NodeCalls calls, String self) {
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
      String self,
      Duration look) {
    this.file = file;
    this.vertx = vertx;
    this.context = ((VertxInternal) vertx).createEventLoopContext();
    this.table = new ChangeTable(table);
    this.calls = calls;
    this.self = self;
    this.look = look;
    this.current = Merged.of(file);
    this.inForce = InForce.of(current);
    calls.answer(CHANGED, this::onChanged);
  }

  /**
   * Reads what was changed before this node came; fails when that cannot be known.
   *
   * @param wanted told of the rules, once it is known which are in force and whenever they change
   */
  public Future<Void> start(Listener wanted) {
    return inOrder(
        () -> {
          timer =
              vertx.setPeriodic(
                  look.toMillis(),
                  any ->
                      inOrder(this::refresh)
                          .onFailure(cause -> LOG.debug("rules not read again", cause)));
          return refresh()
              .compose(fresh -> wanted.prepare(rules()))
              .compose(
                  ready -> {
                    listener = wanted;
                    tellWhatOverrides();
                    return wanted.onRules(inForce);
                  });
        });
  }

  // They may be older than the file: with Redis they outlive all nodes.
  private void tellWhatOverrides() {
    String names =
        current.overriding(file).stream().map(RuleName::key).collect(Collectors.joining(" "));
    if (!names.isEmpty()) {
      LOG.warn(
          "changes made at run time override the file, DELETE /api/rules forgets them rules={}",
          names);
    }
  }

  /** Looks at the table no longer; what is under way, and waits for it perhaps, has no effect. */
  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    context.runOnContext(
        none -> {
          vertx.cancelTimer(timer);
          listener = Listener.NOBODY;
          closed.complete();
        });
    return closed.future();
  }

  /** Those in force, all of whose pools the listener has. */
  public InForce inForce() {
    return inForce;
  }

  /** The same, without their number. */
  public Rules rules() {
    return inForce.rules();
  }

  /** The number of those in force. */
  public int generation() {
    return inForce.generation();
  }

  /**
   * Makes a change on all nodes.
   *
   * @param edit makes the change of the rules as they are then; what it throws, and what is wrong
   *     with the change, fails the future before anything is stored
   * @return done when all nodes that could be reached go by it; with what it made of the rules
   */
  Future<Edited> change(Function<Merged, Change> edit) {
    return inOrder(() -> refresh().compose(fresh -> make(edit)))
        .compose(edited -> tell(edited).map(edited));
  }

  private Future<Edited> make(Function<Merged, Change> edit) {
    Merged before = current;
    return blocking(
            () -> {
              Change wanted = edit.apply(before);
              before.changes().checkRoom(wanted.of());
              Stamp stamp = new Stamp(before.changes().generation() + 1, self);
              Change change = new Change(wanted.of(), stamp, wanted.rule());
              Merged after = before.with(file, change);
              checkPool(before, after, wanted.of());
              return new Edited(before, after, after.changes().of(change.of()));
            })
        .compose(edited -> edited.isNothingNew() ? Future.succeededFuture(edited) : store(edited));
  }

  // A target that changes is not to be held up by certificates, if its pool is served already.
  private void checkPool(Merged before, Merged after, RuleName changed) {
    PoolConfig pool =
        switch (changed.kind()) {
          case POOL -> after.rules().pools().get(changed.name());
          case TARGET -> after.rules().pools().get(changed.pool());
          case ROUTE, ALL -> null;
        };
    if (pool != null && (changed.kind() == RuleName.Kind.POOL || !before.isOverTls(pool.name()))) {
      listener.check(pool);
    }
  }

  private Future<Edited> store(Edited edited) {
    return table.put(edited.change()).compose(stored -> show(edited.after())).map(edited);
  }

  // Not in order with the rest: this node is asked as well.
  private Future<Void> tell(Edited edited) {
    if (edited.isNothingNew()) {
      return Future.succeededFuture();
    }
    Change change = edited.change();
    JsonObject told = new JsonObject().put(change.of().key(), change.text());
    return calls
        .askAll(CHANGED, new JsonObject().put(CHANGES, told), answer -> answer)
        .otherwise(
            cause -> {
              LOG.warn("other nodes will see a change of the rules later", cause);
              return List.of();
            })
        .mapEmpty();
  }

  private Future<JsonObject> onChanged(JsonObject question) {
    Map<String, String> told = texts(question.getJsonObject(CHANGES, new JsonObject()));
    return inOrder(() -> adopt(current.changes().with(table.parse(told))))
        .map(done -> new JsonObject());
  }

  private static Map<String, String> texts(JsonObject changes) {
    return changes.fieldNames().stream().collect(Collectors.toMap(key -> key, changes::getString));
  }

  private Future<Void> refresh() {
    return table
        .read()
        .compose(
            there -> {
              Changes all = current.changes().with(there);
              return adopt(all).compose(done -> table.repair(all, there));
            });
  }

  private Future<Void> adopt(Changes changes) {
    Merged before = current;
    if (changes.equals(before.changes()) && before.leftOut().isEmpty()) {
      return Future.succeededFuture();
    }
    // What was left out may be possible now: a certificate that it needs has come, say.
    return blocking(() -> before.with(file, changes))
        .compose(next -> next.isAs(before) ? Future.succeededFuture() : show(next));
  }

  private Future<Void> show(Merged next) {
    Merged before = current;
    current = next;
    next.leftOut()
        .forEach(
            (name, why) -> {
              if (!next.changes().of(name).equals(before.changes().of(name))
                  || !before.leftOut().containsKey(name)) {
                LOG.warn("change of the rules left out rule={}: {}", name.key(), oneLine(why));
              }
            });
    return listener
        .prepare(next.rules())
        .otherwise(
            unusable -> {
              LOG.error("some pools are not as they should be: {}", oneLine(unusable));
              return null;
            })
        .compose(
            ready -> {
              inForce = InForce.of(next); // now, so that whoever reads it finds all pools
              LOG.info(
                  "rules changed generation={} routes={} pools={}",
                  inForce.generation(),
                  next.rules().routes().size(),
                  next.rules().pools().size());
              return listener.onRules(inForce);
            });
  }

  private static String oneLine(Throwable why) {
    return String.valueOf(why.getMessage()).replace("\n", "; ");
  }

  // On the loop; a step begins when the one before it has ended, however it did.
  private <T> Future<T> inOrder(Supplier<Future<T>> step) {
    Promise<T> done = Promise.promise();
    context.runOnContext(
        none -> {
          Future<T> mine = last.transform(before -> step.get());
          last = mine;
          mine.onComplete(done);
        });
    return done.future();
  }

  private <T> Future<T> blocking(Callable<T> step) {
    return context.executeBlocking(step);
  }

  /** Goes by the rules. Called on the loop of the rules, one call after the other. */
  public interface Listener {
    /** Goes by none. */
    Listener NOBODY =
        new Listener() {
          @Override
          public void check(PoolConfig pool) {}

          @Override
          public Future<Void> prepare(Rules rules) {
            return Future.succeededFuture();
          }

          @Override
          public Future<Void> onRules(InForce rules) {
            return Future.succeededFuture();
          }
        };

    /**
     * Throws {@link ConfigException} when it could not serve a pool that somebody puts. Called on
     * no loop; may block.
     */
    void check(PoolConfig pool);

    /**
     * Gets the pools of rules ready that are to come in force.
     *
     * @return failed when some cannot be served, and all others are ready: then a node does not
     *     start; one that runs goes on
     */
    Future<Void> prepare(Rules rules);

    /**
     * Other rules are in force.
     *
     * @return done when all of the node goes by them
     */
    Future<Void> onRules(InForce rules);
  }

  /**
   * Rules and which they are.
   *
   * @param generation 0 for the file's, and one more with each change, on all nodes alike; changes
   *     made on several nodes at the same moment may share a number
   */
  public record InForce(Rules rules, int generation) {
    private static InForce of(Merged merged) {
      return new InForce(merged.rules(), merged.changes().generation());
    }
  }

  /**
   * What became of the rules.
   *
   * @param change as it was stored
   */
  record Edited(Merged before, Merged after, Change change) {
    /**
     * Whether somebody asked for the same once more, and it is still so: a later change of a pool
     * takes back what was changed of its targets. A pool is always new, for its certificates may
     * be.
     */
    boolean isNothingNew() {
      return switch (change.of().kind()) {
        case ALL -> before.changes().inOrder().isEmpty();
        case POOL -> false;
        case ROUTE, TARGET -> isKnown() && before.rules().equals(after.rules());
      };
    }

    private boolean isKnown() {
      Change known = before.changes().of(change.of());
      return known != null && Objects.equals(known.rule(), change.rule());
    }
  }
}
