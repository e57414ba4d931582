package io.carillon.gateway.broker.redis;

import io.carillon.gateway.config.RedisConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server that has shards, with a connection for commands and one for what is published there.
 * Confined to one loop; owned by the {@link Fleet}.
 */
final class Primary {
  private static final String OLDEST = "6.2";
  private static final String FIRST_SHARDED_PUBSUB = "7.0";
  private static final Logger LOG = LoggerFactory.getLogger(Primary.class);

  private final RedisConfig.Mode mode;
  private final long timeoutNanos;
  private final RedisAddress address;
  private final Events events;
  private final Line commands;
  private final Line ears;
  private EarWire earWire;
  private String runId = "";
  private boolean sharded;

  Primary(Vertx vertx, Dialer dialer, RedisConfig config, RedisAddress address, Events events) {
    this.mode = config.mode();
    this.timeoutNanos = config.timeout().toNanos();
    this.address = address;
    this.events = events;
    this.commands = new Line(vertx, dialer, address, "commands", new Commands());
    this.ears = new Line(vertx, dialer, address, "subscriptions", new Ears());
    commands.open();
  }

  RedisAddress address() {
    return address;
  }

  /** Of the process that answers; empty before the first connection. */
  String runId() {
    return runId;
  }

  /** Whether channels belong to shards there, or are broadcast to all nodes of a cluster. */
  boolean isSharded() {
    return sharded;
  }

  /** Whether it is in a cluster where each node hears what is published on any. */
  boolean isBroadcast() {
    return mode == RedisConfig.Mode.CLUSTER && !sharded;
  }

  /** The connection for commands; null while there is none. */
  Wire commands() {
    return commands.wire();
  }

  /** The connection for subscriptions; null while there is none. */
  EarWire ears() {
    return earWire;
  }

  void dropEars(String why) {
    ears.drop(why);
  }

  /** To be called several times in each timeout. */
  void look() {
    if (commands.wire() != null && commands.wire().isSilentFor(timeoutNanos)) {
      commands.drop("no answer in time");
    }
  }

  /** Asks whether it still is a primary; a silent one is found by {@link #look}. */
  void ping() {
    Wire wire = commands.wire();
    if (wire != null) {
      wire.ask(Request.cmd(Command.ROLE))
          .onSuccess(
              role -> {
                if (!role.get(0).toString().equals("master")) {
                  wire.end("a replica now");
                  ears.drop("a replica now");
                  events.onElsewhere();
                }
              })
          .onFailure(cause -> LOG.debug("no role from Redis server={}", address, cause));
    }
  }

  void close() {
    commands.close();
    ears.close();
  }

  private Future<Void> read(String info) {
    Map<String, String> fields = new HashMap<>();
    info.lines()
        .filter(line -> line.indexOf(':') > 0)
        .forEach(
            line ->
                fields.put(
                    line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1)));
    boolean isCluster = "cluster".equals(fields.get("redis_mode"));
    if (isCluster != (mode == RedisConfig.Mode.CLUSTER)) {
      return Future.failedFuture(
          new Unfit(
              isCluster
                  ? "it is part of a cluster, and broker.redis.mode is not"
                  : "it is no part of a cluster, and broker.redis.mode is"));
    }
    if (!"master".equals(fields.get("role"))) {
      return Future.failedFuture(RedisFailure.notSent("it is a replica"));
    }
    if ("1".equals(fields.get("loading"))) {
      return Future.failedFuture(RedisFailure.notSent("it is loading"));
    }
    String version = fields.getOrDefault("redis_version", "0");
    if (isOlder(version, OLDEST)) {
      return Future.failedFuture(
          new Unfit("it is Redis " + version + ", and " + OLDEST + " or newer is needed"));
    }
    sharded = isCluster && !isOlder(version, FIRST_SHARDED_PUBSUB);
    if (runId.isEmpty()) {
      say(version, isCluster);
    }
    runId = fields.getOrDefault("run_id", "");
    return Future.succeededFuture();
  }

  // Compares major and minor alone; what is no version is taken for a new one.
  static boolean isOlder(String version, String than) {
    try {
      String[] own = version.split("\\.");
      String[] other = than.split("\\.");
      int major = Integer.compare(Integer.parseInt(own[0]), Integer.parseInt(other[0]));
      return major < 0 || (major == 0 && Integer.parseInt(own[1]) < Integer.parseInt(other[1]));
    } catch (RuntimeException unknown) {
      return false;
    }
  }

  private void say(String version, boolean isCluster) {
    if (isCluster && !sharded) {
      LOG.warn(
          "Redis has no sharded pub/sub before version 7, so each publication goes to all of its"
              + " nodes server={} version={}",
          address,
          version);
    } else {
      LOG.info("connected to Redis server={} version={}", address, version);
    }
  }

  /** The connection for commands; the other one is opened after it, since it tells the version. */
  private final class Commands implements Line.Owner {
    private boolean earsAreOpen;

    @Override
    public Future<Void> greet(Wire wire) {
      return wire.ask(Request.cmd(Command.INFO))
          // Nobody looks after a connection that is not up yet.
          .timeout(timeoutNanos, TimeUnit.NANOSECONDS)
          .compose(info -> read(info.toString()));
    }

    @Override
    public void onUp(Wire wire) {
      if (!earsAreOpen) {
        earsAreOpen = true;
        ears.open();
      }
      events.onCommands(Primary.this);
    }

    @Override
    public void onDown(Wire wire) {
      events.onElsewhere();
    }

    @Override
    public void onTrouble(Throwable cause) {
      events.onTrouble(Primary.this, cause);
    }
  }

  private final class Ears implements Line.Owner {
    @Override
    public Future<Void> greet(Wire wire) {
      return Future.succeededFuture();
    }

    @Override
    public void onUp(Wire wire) {
      earWire = new EarWire(wire, sharded, isBroadcast(), events.hearing(), events.pace());
      events.onEars(Primary.this);
    }

    @Override
    public void onDown(Wire wire) {
      earWire = null;
      events.onElsewhere();
    }

    @Override
    public void onTrouble(Throwable cause) {
      events.onTrouble(Primary.this, cause);
    }
  }

  /** A server that is not what the configuration says: nothing mends that. */
  static final class Unfit extends RuntimeException {
    Unfit(String why) {
      super(why, null, false, false);
    }
  }

  /** What the fleet is told. */
  interface Events {
    /** Commands can be sent. */
    void onCommands(Primary primary);

    /** Channels can be subscribed to; none is yet. */
    void onEars(Primary primary);

    /** It does not answer, or not as a primary: its shards may be somewhere else. */
    void onElsewhere();

    void onTrouble(Primary primary, Throwable cause);

    /** Gets what comes from the subscriptions. */
    EarWire.Hearing hearing();

    /** Slows down what comes from them. */
    Pace pace();
  }
}
