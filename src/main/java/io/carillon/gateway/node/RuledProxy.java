package io.carillon.gateway.node;

import io.carillon.gateway.api.GenerationResources;
import io.carillon.gateway.api.LinkNodes;
import io.carillon.gateway.api.LinkResources;
import io.carillon.gateway.api.ProxyNodes;
import io.carillon.gateway.api.RestApi;
import io.carillon.gateway.api.RulesResources;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.Rules;
import io.carillon.gateway.proxy.Proxy;
import io.carillon.gateway.proxy.rules.InForce;
import io.carillon.gateway.proxy.rules.RulesListener;
import io.carillon.gateway.proxy.rules.RunningRules;
import io.vertx.core.Future;
import java.util.Set;

/**
 * The proxy of a node and the rules that it goes by, which may change. Callable from any thread.
 *
 * @param nodes asks the proxies of all nodes for their targets
 * @param links those of all nodes
 * @param loops that route by the rules, too
 */
record RuledProxy(Proxy proxy, RunningRules rules, ProxyNodes nodes, LinkNodes links, Loops loops)
    implements RulesListener {

  /** Reads what was changed before this node came; fails when that cannot be known. */
  Future<Void> start() {
    return rules.start(this);
  }

  /** Routes and pools that are in force, and which they are. */
  InForce inForce() {
    return rules.inForce();
  }

  /** Adds what operators see and change of it. */
  void addResources(RestApi admin) {
    new RulesResources(rules, nodes).addTo(admin);
    new GenerationResources(rules, links).addTo(admin);
    new LinkResources(rules, links).addTo(admin);
  }

  @Override
  public void check(PoolConfig pool) {
    Proxy.check(pool);
  }

  @Override
  public Future<Void> prepare(Rules wanted) {
    return proxy.prepare(wanted);
  }

  @Override
  public Set<String> unusable() {
    return proxy.unusable();
  }

  /** Pools come before the routes that lead to them; what is not led to goes last. */
  @Override
  public Future<Void> onRules(InForce wanted) {
    return loops.use(wanted).onSuccess(used -> proxy.retain(wanted.rules())).mapEmpty();
  }
}
