package io.carillon.gateway.proxy.rules;

import io.carillon.gateway.config.ConfigException;
import io.carillon.gateway.config.GatewayConfig;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.Rules;
import io.carillon.gateway.config.TargetConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules of the file with the changes made to them. Immutable; made off the loops, since files
 * may have to be looked at.
 *
 * @param tree what was read; not to be changed
 * @param leftOut changes that cannot be with this node's file and the changes before them, and why:
 *     they were made at the same time as others, or on a node with another file
 */
record Merged(
    Changes changes, Rules rules, RulesTree tree, Map<RuleName, ConfigException> leftOut) {
  /** What the file says. */
  static Merged of(GatewayConfig file) {
    return new Merged(Changes.NONE, file.rules(), RulesTree.of(file.rules()), Map.of());
  }

  /**
   * The file and changes. The same for all nodes with the same file, whatever they had before: that
   * is why changes that cannot be are left out one by one.
   *
   * @param seen of the file at least, so that it can be read in any case
   */
  private static Merged of(GatewayConfig file, Changes changes, SeenFiles seen) {
    RulesTree tree = RulesTree.of(file.rules());
    changes.inOrder().forEach(tree::make);
    try {
      return new Merged(changes, tree.read(file, seen), tree, Map.of());
    } catch (ConfigException invalid) {
      return oneByOne(file, changes, seen);
    }
  }

  private static Merged oneByOne(GatewayConfig file, Changes changes, SeenFiles seen) {
    RulesTree tree = RulesTree.of(file.rules());
    Rules rules = file.rules();
    Map<RuleName, ConfigException> leftOut = new LinkedHashMap<>();
    for (Change change : changes.inOrder()) {
      RulesTree next = tree.copy().make(change);
      try {
        rules = next.read(file, seen);
        tree = next;
      } catch (ConfigException invalid) {
        leftOut.put(change.of(), invalid);
      }
    }
    return new Merged(changes, rules, tree, leftOut);
  }

  /** With other changes, or the same, when what was left out can be now. */
  Merged with(GatewayConfig file, Changes all) {
    return all.equals(changes) && !isMoreNow(file) ? this : of(file, all, seen(file));
  }

  // A certificate that was missing may have come. Cheaper than to merge all for nothing.
  private boolean isMoreNow(GatewayConfig file) {
    SeenFiles seen = seen(file);
    for (RuleName name : leftOut.keySet()) {
      try {
        tree.copy().make(changes.of(name)).read(file, seen);
        return true;
      } catch (ConfigException still) {
        // It stays out.
      }
    }
    return false;
  }

  /**
   * With one more change, later than all of these.
   *
   * @throws ConfigException when it cannot be
   */
  Merged with(GatewayConfig file, Change change) {
    SeenFiles seen = seen(file);
    if (change.of().kind() == RuleName.Kind.ALL) {
      return of(file, changes.with(List.of(change)), seen);
    }
    // What stands for a secret stands for the one that is in force.
    Rules read = readAnew(change, file.withRules(rules), seen);
    Change written = has(change.of()) ? change.written(read) : change.writtenWhole(read);
    // As all other nodes do it, which have not seen what the change takes the place of.
    Merged merged = of(file, changes.with(List.of(written)), seen.and(SeenFiles.of(read)));
    if (merged.leftOut.containsKey(change.of())) {
      throw merged.leftOut.get(change.of());
    }
    return merged;
  }

  // Of a pool that is put the files are looked at again, but not those of the others.
  private Rules readAnew(Change change, GatewayConfig base, SeenFiles seen) {
    if (change.of().kind() == RuleName.Kind.POOL && change.rule() != null) {
      RulesTree.of(new Rules(List.of(), Map.of())).make(change).read(base, SeenFiles.NONE);
    }
    return tree.copy().make(change).read(base, seen);
  }

  private SeenFiles seen(GatewayConfig file) {
    return SeenFiles.of(file.rules()).and(SeenFiles.of(rules));
  }

  /** The changes that take the place of something in the file, in their order. */
  List<RuleName> overriding(GatewayConfig file) {
    Merged plain = of(file);
    return changes.inOrder().stream().map(Change::of).filter(plain::has).toList();
  }

  /** Whether nothing has changed. */
  boolean isAs(Merged before) {
    return changes.equals(before.changes)
        && rules.equals(before.rules)
        && leftOut.keySet().equals(before.leftOut.keySet());
  }

  /** Whether there is such a pool, with a target that is reached over TLS. */
  boolean isOverTls(String pool) {
    PoolConfig known = rules.pools().get(pool);
    return known != null && known.targets().stream().anyMatch(TargetConfig::tls);
  }

  /** Whether there is something of that name. */
  boolean has(RuleName name) {
    return switch (name.kind()) {
      case ROUTE -> rules.routes().stream().anyMatch(route -> route.name().equals(name.name()));
      case POOL -> rules.pools().containsKey(name.name());
      case TARGET -> Change.target(rules, name).isPresent();
      case ALL -> true;
    };
  }
}
