package io.carillon.gateway.admission;

import io.carillon.gateway.config.LimitsConfig;
import io.carillon.gateway.machine.Edge;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Who may come in to a node: what its event loops share. One per node; from any thread. */
public final class Admission {
  private final LimitsConfig limits;
  private final int loops;
  private final AdmissionMetrics metrics;
  private final Edge edge;
  private final AtomicInteger connections = new AtomicInteger();
  private final Places addresses;
  private final Places users;
  private final Places channels;
  private final List<Entrance> entrances = new CopyOnWriteArrayList<>();

  /**
   * @param loops how many there will be
   */
  public Admission(LimitsConfig limits, int loops, AdmissionMetrics metrics) {
    this(limits, loops, metrics, Edge.none());
  }

  /**
   * The same.
   *
   * @param edge of the machine
   */
  public Admission(LimitsConfig limits, int loops, AdmissionMetrics metrics, Edge edge) {
    this.limits = limits;
    this.loops = loops;
    this.metrics = metrics;
    this.edge = edge;
    this.addresses = new Places(limits.addressConnections());
    this.users = new Places(limits.userConnections());
    this.channels = new Places(limits.userChannels());
  }

  /** The entrance of one event loop. */
  public Entrance open(EventLoop loop) {
    Entrance entrance = new Entrance(this, loop);
    entrances.add(entrance);
    return entrance;
  }

  /** What the machine gives. */
  public Edge edge() {
    return edge;
  }

  LimitsConfig limits() {
    return limits;
  }

  int loops() {
    return loops;
  }

  AdmissionMetrics metrics() {
    return metrics;
  }

  /** Takes a connection of this node; false when all are taken. */
  boolean takeConnection() {
    if (connections.incrementAndGet() <= limits.connections()) {
      return true;
    }
    connections.decrementAndGet();
    return false;
  }

  void giveBackConnection() {
    connections.decrementAndGet();
  }

  Places addresses() {
    return addresses;
  }

  Places users() {
    return users;
  }

  /** Of users, the channels that they are subscribed to. */
  Places channels() {
    return channels;
  }

  /** How many of those who recover, or of the others, wait. */
  public int waiting(boolean recovering) {
    return entrances.stream().mapToInt(entrance -> entrance.waiting(recovering)).sum();
  }

  /** How many would be let in a second if more came; infinite when nobody has to wait. */
  public double perSecond() {
    return entrances.stream().mapToDouble(Entrance::perSecond).sum();
  }
}
