package io.carillon.gateway.broker.redis;

import io.carillon.gateway.config.RedisConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers that have the shards now: one for all, or one for each part of a cluster. Looks again
 * where they are whenever something seems amiss, and now and then. Confined to one loop.
 */
final class Fleet implements Primary.Events, Whereabouts.Asker {
  private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);
  private static final long HOST_NANOS = 30_000_000_000L;

  private final Vertx vertx;
  private final RedisConfig config;
  private final Dialer dialer;
  private final Whereabouts whereabouts;
  private final Listener listener;
  private final Map<RedisAddress, Primary> primaries = new LinkedHashMap<>();
  private final ShardPlaces places;
  private final Pace pace;

  /**
   * Servers that shards are moving to, though they have none yet, and when they were last asked.
   */
  private final Map<RedisAddress, Long> hosts = new HashMap<>();

  private Promise<Void> opened;
  private String lastTrouble = "no answer";

  /** Whether somebody waits for the places of shards, be they the same as before. */
  private boolean placesAreDue;

  Fleet(Vertx vertx, RedisConfig config, Dialer dialer, Directory directory, Listener listener) {
    this.vertx = vertx;
    this.config = config;
    this.dialer = dialer;
    this.whereabouts = new Whereabouts(vertx, directory, this);
    this.listener = listener;
    this.pace = new Pace(vertx);
    this.places = new ShardPlaces(config.shards());
  }

  /** Done when every shard can be spoken to; fails when that takes too long, or never will be. */
  Future<Void> open() {
    opened = Promise.promise();
    whereabouts.locate();
    return opened.future();
  }

  /** The connection for commands to a shard; null while there is none. */
  Wire commands(int shard) {
    return places.commands(shard);
  }

  /** A connection to a server that a shard is moving to; null when there is none yet. */
  Wire commandsAt(RedisAddress address) {
    hosts.put(address, System.nanoTime());
    return primaryAt(address).commands();
  }

  private Primary primaryAt(RedisAddress address) {
    return primaries.computeIfAbsent(
        address, dialled -> new Primary(vertx, dialer, config, dialled, this));
  }

  /** Why it could not be spoken to, the last time that was so. */
  String lastTrouble() {
    return lastTrouble;
  }

  /** The connection for subscriptions to a shard; null while there is none. */
  EarWire ears(int shard) {
    return places.ears(shard);
  }

  /** The server of a shard; null while nobody knows. */
  Primary primary(int shard) {
    return places.primary(shard);
  }

  List<Primary> primaries() {
    return List.copyOf(primaries.values());
  }

  /** Whether there is a connection to write to each shard, and one to hear it. */
  boolean isWhole() {
    return places.areWhole();
  }

  /** The lowest shard of a server; -1 when it has none. */
  int shardOf(Primary primary) {
    return places.shardOf(primary);
  }

  /** Something seems amiss: looks again where the shards are, and tells of it in any case. */
  void relocate() {
    placesAreDue = true;
    review();
  }

  /** Looks again where the shards are, some times a second at most. */
  void review() {
    whereabouts.review();
  }

  void close() {
    whereabouts.close();
    primaries.values().forEach(Primary::close);
  }

  @Override
  public List<Wire> openWires() {
    List<Wire> open = new ArrayList<>();
    for (Primary primary : primaries.values()) {
      if (primary.commands() != null) {
        open.add(primary.commands());
      }
    }
    return open;
  }

  @Override
  public void onFound(List<RedisAddress> addresses) {
    Set<RedisAddress> needed = new HashSet<>();
    boolean moved = false;
    for (int shard = 0; shard < config.shards(); shard++) {
      RedisAddress address = addresses.get(shard);
      if (address == null) {
        continue; // nobody has it just now: who had it may have it again
      }
      needed.add(address);
      Primary before = places.primary(shard);
      if (before == null || !before.address().equals(address)) {
        moved |= before != null;
        placesAreDue = true;
        places.put(shard, primaryAt(address));
      }
    }
    if (moved) {
      LOG.info("shards of Redis have moved servers={}", needed);
    }
    retire(needed);
    if (noteRunIds()) {
      listener.onConnected();
    }
    if (placesAreDue) { // else nobody has to walk through all that is subscribed to
      placesAreDue = false;
      listener.onPlaces();
    }
  }

  private void retire(Set<RedisAddress> needed) {
    hosts.values().removeIf(asked -> System.nanoTime() - asked > HOST_NANOS);
    needed.addAll(hosts.keySet());
    needed.addAll(places.addresses());
    for (Primary primary : primaries()) {
      if (!needed.contains(primary.address())) {
        primaries.remove(primary.address()).close();
      }
    }
  }

  @Override
  public void onNotFound(Throwable cause) {
    lastTrouble = String.valueOf(cause.getMessage());
    if (!opened.future().isComplete()) {
      review();
    }
  }

  // Returns whether some shard is with a process that did not have it before.
  private boolean noteRunIds() {
    boolean anew = places.noteRunIds();
    if (places.takeCommands()) {
      opened.tryComplete();
    }
    return anew;
  }

  @Override
  public void onCommands(Primary primary) {
    noteRunIds();
    listener.onConnected();
  }

  @Override
  public void onEars(Primary primary) {
    listener.onPlaces();
  }

  @Override
  public void onElsewhere() {
    if (config.mode() != RedisConfig.Mode.STANDALONE) {
      relocate();
    }
    listener.onPlaces();
  }

  @Override
  public void onTrouble(Primary primary, Throwable cause) {
    lastTrouble = String.valueOf(cause.getMessage());
    boolean hopeless =
        cause instanceof Primary.Unfit || RedisFailure.of(cause).isRefusedAtTheDoor();
    if (hopeless) {
      opened.tryFail(
          new IllegalArgumentException(
              "Redis at " + primary.address() + " cannot be used: " + cause.getMessage()));
    }
    if (config.mode() != RedisConfig.Mode.STANDALONE) {
      relocate();
    }
  }

  @Override
  public EarWire.Hearing hearing() {
    return listener.hearing();
  }

  @Override
  public Pace pace() {
    return pace;
  }

  /** What the link is told. */
  interface Listener {
    /** Connections for subscriptions, or what they are for, are other ones now. */
    void onPlaces();

    /** A server takes commands, again perhaps, or has shards it did not have before. */
    void onConnected();

    EarWire.Hearing hearing();
  }
}
