package io.carillon.gateway.proxy.rules;

import io.carillon.gateway.config.Complaint;
import io.carillon.gateway.config.ConfigException;
import io.carillon.gateway.config.PoolConfig;
import io.vertx.core.Future;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules that this node goes by. Confined to the loop of the rules; only what it knows may be
 * read on any thread.
 */
final class Enforcement {
  private static final Logger LOG = LoggerFactory.getLogger(Enforcement.class);

  private volatile RulesListener listener = RulesListener.NOBODY;
  private Merged current;
  private volatile InForce inForce;
  private volatile RulesState state;

  /** Nobody goes by them before {@link #begin}. */
  Enforcement(Merged file) {
    this.current = file;
    this.inForce = InForce.of(file);
    this.state = RulesState.of(file, List.of());
  }

  /** What was merged last. */
  Merged current() {
    return current;
  }

  /** Those in force, all of whose pools the listener has. */
  InForce inForce() {
    return inForce;
  }

  /** Also what is wrong with certificates, as long as it is. */
  RulesState state() {
    return state.stillUnusable(listener.unusable());
  }

  /** Tells somebody of the rules from now on; fails when they cannot all be gone by. */
  Future<Void> begin(RulesListener wanted) {
    return wanted
        .prepare(inForce.rules())
        .compose(
            ready -> {
              listener = wanted;
              return wanted.onRules(inForce);
            });
  }

  /** Has no effect on anybody from now on. */
  void end() {
    listener = RulesListener.NOBODY;
  }

  /** Throws {@link ConfigException} when a pool could not be served. Blocks; on any thread. */
  void check(PoolConfig pool) {
    listener.check(pool);
  }

  /** Puts others in force. Fails when the listener does. */
  Future<Void> show(Merged next) {
    Merged before = current;
    current = next;
    tellWhatIsLeftOut(before, next);
    return listener
        .prepare(next.rules())
        .map(ready -> List.<Complaint>of())
        .otherwise(
            unusable -> {
              LOG.error("some pools are not as they should be: {}", oneLine(unusable));
              return unusable instanceof ConfigException invalid ? invalid.complaints() : List.of();
            })
        .compose(
            unusable -> {
              inForce = InForce.of(next); // now, so that whoever reads it finds all pools
              LOG.info(
                  "rules changed generation={} routes={} pools={}",
                  inForce.generation(),
                  next.rules().routes().size(),
                  next.rules().pools().size());
              return listener
                  .onRules(inForce)
                  .onSuccess(used -> state = RulesState.of(next, unusable));
            });
  }

  private static void tellWhatIsLeftOut(Merged before, Merged next) {
    next.leftOut()
        .forEach(
            (name, why) -> {
              if (!next.changes().of(name).equals(before.changes().of(name))
                  || !before.leftOut().containsKey(name)) {
                LOG.warn("change of the rules left out rule={}: {}", name.key(), oneLine(why));
              }
            });
  }

  private static String oneLine(Throwable why) {
    return String.valueOf(why.getMessage()).replace("\n", "; ");
  }
}
