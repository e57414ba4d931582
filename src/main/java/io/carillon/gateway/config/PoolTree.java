package io.carillon.gateway.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Takes a pool apart into maps, lists, texts and numbers, in the shape of the file. Stateless. */
final class PoolTree {
  private PoolTree() {}

  /**
   * A pool without its name.
   *
   * @param secrets how a secret is written
   */
  static Map<String, Object> of(PoolConfig pool, Function<Secret, String> secrets) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("balance", pool.balance().text());
    tree.put("sticky", sticky(pool.sticky(), secrets));
    tree.put("health", health(pool.health()));
    tree.put("ejection", ejection(pool.ejection()));
    tree.put("timeouts", timeouts(pool.timeouts()));
    tree.put("tls", tls(pool.tls()));
    tree.put("sendProxy", Kind.word(pool.sendProxy()));
    tree.put("slowStart", Quantities.show(pool.slowStart()));
    tree.put("maxIdle", pool.maxIdle());
    tree.put("lossCode", pool.lossCode());
    tree.put("shutdown", Kind.word(pool.shutdown()));
    tree.put("targets", pool.targets().stream().map(PoolTree::of).toList());
    return tree;
  }

  /** A target. */
  static Map<String, Object> of(TargetConfig target) {
    TargetUrl url = new TargetUrl(target.tls(), target.host(), target.port());
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", target.name());
    tree.put("url", (target.tls() ? "https://" : "http://") + url.authority());
    tree.put("weight", target.weight());
    tree.put("maxConnections", target.maxConnections());
    tree.put("state", Kind.word(target.state()));
    return tree;
  }

  private static Map<String, Object> sticky(StickyConfig sticky, Function<Secret, String> secrets) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("type", Kind.word(sticky.kind()));
    tree.put("cookie", sticky.cookie());
    Optional<String> secret = sticky.secret().map(secrets);
    secret.ifPresent(text -> tree.put("secret", text));
    tree.put("ttl", Quantities.show(sticky.ttl()));
    return tree;
  }

  private static Map<String, Object> health(HealthConfig health) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("type", Kind.word(health.type()));
    tree.put("path", health.path());
    tree.put("host", health.host());
    tree.put("status", health.statusFrom() + "-" + health.statusTo());
    tree.put("body", health.body());
    tree.put("interval", Quantities.show(health.interval()));
    tree.put("timeout", Quantities.show(health.timeout()));
    tree.put("rise", health.rise());
    tree.put("fall", health.fall());
    return tree;
  }

  private static Map<String, Object> ejection(EjectionConfig ejection) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("failures", ejection.failures());
    tree.put("early", Quantities.show(ejection.early()));
    tree.put("time", Quantities.show(ejection.time()));
    tree.put("maxTime", Quantities.show(ejection.maxTime()));
    tree.put("panic", ejection.panic());
    return tree;
  }

  private static Map<String, Object> timeouts(PoolTimeouts timeouts) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("connect", Quantities.show(timeouts.connect()));
    tree.put("handshake", Quantities.show(timeouts.handshake()));
    tree.put("response", Quantities.show(timeouts.response()));
    tree.put("tunnel", Quantities.show(timeouts.tunnel()));
    tree.put("maxAge", Quantities.show(timeouts.maxAge()));
    return tree;
  }

  private static Map<String, Object> tls(UpstreamTlsConfig tls) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("ca", tls.ca());
    tree.put("verify", tls.verify());
    tree.put("serverName", tls.serverName());
    tree.put("certificate", tls.certificate());
    tree.put("key", tls.key());
    return tree;
  }
}
