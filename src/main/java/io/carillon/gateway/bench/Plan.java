package io.carillon.gateway.bench;

/**
 * All that a {@link Load} has to know. Valid once it was made by a command; a machine that carries
 * out a part of it gets one of its own, see {@link Share}.
 */
public record Plan(
    Kind kind, Target target, Crowd crowd, Traffic traffic, Times times, Share share) {

  public Plan withCrowd(Crowd other) {
    return new Plan(kind, target, other, traffic, times, share);
  }

  public Plan withTarget(Target other) {
    return new Plan(kind, other, crowd, traffic, times, share);
  }

  public Plan withTraffic(Traffic other) {
    return new Plan(kind, target, crowd, other, times, share);
  }

  public Plan withShare(Share other) {
    return new Plan(kind, target, crowd, traffic, times, other);
  }

  /** How long messages flow before anything is measured; 0 where there are none. */
  public long warmupMillis() {
    return kind == Kind.CONNECT ? 0 : times.warmupMillis();
  }

  /** The same, fit to be shown: without keys and tokens. */
  public Plan withoutSecrets() {
    return new Plan(kind, target.withoutSecrets(), crowd, traffic.withoutSecrets(), times, share);
  }
}
