package io.carillon.gateway.broker.redis;

import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/**
 * A pub/sub channel this node wants, or no longer wants, and what Redis knows of that. One command
 * for it is under way at a time. Confined to the loop of {@link RedisSubscriptions}.
 */
final class RedisSubscription {
  private final int shard;
  private final String name;
  private Hearer hearer;
  private final List<Promise<Void>> waiters = new ArrayList<>(1);

  /** Where it was asked for; null when nowhere. */
  private EarWire wire;

  private boolean wanted;
  private boolean on;
  private boolean busy;

  /** Whether the command under way is to subscribe. */
  private boolean askedOn;

  /** It was on and is no more: something may have been missed. */
  private boolean lost;

  RedisSubscription(int shard, String name) {
    this.shard = shard;
    this.name = name;
  }

  int shard() {
    return shard;
  }

  String name() {
    return name;
  }

  Hearer hearer() {
    return hearer;
  }

  boolean isWanted() {
    return wanted;
  }

  void want(Hearer newHearer) {
    wanted = true;
    hearer = newHearer;
  }

  void unwant() {
    wanted = false;
  }

  /** Whether Redis has acknowledged it, and nothing else is asked. */
  boolean isOn() {
    return on && !busy && wire != null && wire.isOpen();
  }

  boolean isOf(EarWire one) {
    return wire == one;
  }

  /**
   * What had been asked elsewhere is void; but where each node hears all, to go from one to another
   * would be to hear twice what is on its way between them.
   *
   * @return where it is now; null when nowhere
   */
  EarWire moveTo(EarWire current) {
    if (wire != current && !(wire != null && wire.mayKeep())) {
      lost |= on;
      on = false;
      busy = false;
      wire = current;
    }
    return wire;
  }

  /** Whether something is to be asked of the connection it stands at. */
  boolean isDue() {
    return wire != null && !busy && wanted != on;
  }

  boolean isOver() {
    return !wanted && !busy && !on;
  }

  void asked() {
    busy = true;
    askedOn = wanted;
  }

  /** Whether an unsubscribe is under way. */
  boolean isAskedOff() {
    return busy && !askedOn;
  }

  /** Redis said so. Returns whether it had been on before and was lost. */
  boolean acknowledge(boolean subscribed) {
    busy = false;
    on = subscribed;
    boolean again = subscribed && lost;
    if (subscribed) {
      lost = false;
    }
    return again;
  }

  /** The server let go of it by itself. */
  void letGo() {
    lost |= on;
    on = false;
  }

  /** The server refused what it was asked. */
  void refuse() {
    busy = false;
    on &= askedOn;
  }

  /** Nobody waits for it any more: whoever hears it is told when it is on. */
  void missed() {
    lost = true;
  }

  void await(Promise<Void> waiter) {
    waiters.add(waiter);
  }

  List<Promise<Void>> takeWaiters() {
    List<Promise<Void>> taken = List.copyOf(waiters);
    waiters.clear();
    return taken;
  }
}
