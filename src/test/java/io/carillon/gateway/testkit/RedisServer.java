package io.carillon.gateway.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real Redis on loopback, which can be killed, frozen and started again on its port, with its
 * data or without. It never outlives this JVM. For one thread.
 */
public final class RedisServer implements AutoCloseable {
  private static final Duration READY = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Pattern FOLLOWED = Pattern.compile("state=online,offset=(\\d+)");
  private static final String CONFIG = "redis.conf";

  private final RedisBinary binary;
  private final int port;
  private final Path directory = TempDirectories.create("redis");
  private final List<String> config;
  private final List<String> more;
  private RedisProcess process;
  private String password;

  private RedisServer(RedisBinary binary, int port, List<String> config, String... more) {
    this.binary = binary;
    this.port = port;
    this.config = config;
    this.more = List.of(more);
    this.password = value("requirepass ");
  }

  /** Lines of configuration by which what is acknowledged is on the disk. */
  public static String[] durable() {
    return new String[] {"appendonly yes", "appendfsync always"};
  }

  /** Starts one, which keeps nothing over its lives unless these lines of configuration say so. */
  public static RedisServer start(String... lines) {
    return start(RedisBinary.ANY, lines);
  }

  /** The same of a version. */
  public static RedisServer start(RedisBinary binary, String... lines) {
    return begin(binary, Ports.free(), lines).awaitReady();
  }

  /** The same on a port; does not wait for it. */
  static RedisServer begin(RedisBinary binary, int port, String... lines) {
    List<String> config = new ArrayList<>(List.of("save \"\"", "appendonly no"));
    if (Arrays.stream(lines).noneMatch(line -> line.startsWith("port "))) {
      config.add("port " + port);
    }
    config.addAll(List.of(lines));
    return new RedisServer(binary, port, config).begin();
  }

  /** A sentinel; does not wait for it. */
  static RedisServer beginSentinel(RedisBinary binary, int port, String... lines) {
    List<String> config = new ArrayList<>(List.of("port " + port));
    config.addAll(List.of(lines));
    return new RedisServer(binary, port, config, "--sentinel").begin();
  }

  private RedisServer begin() {
    try {
      Path file = directory.resolve(CONFIG);
      if (!Files.exists(file)) {
        // Sentinels write into theirs, and go on with it in their next life.
        List<String> all = new ArrayList<>(List.of("bind 127.0.0.1", "dir " + directory));
        all.addAll(config);
        Files.write(file, all);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    List<String> command = new ArrayList<>(List.of(binary.find().toString(), CONFIG));
    command.addAll(more);
    process = RedisProcess.start("redis-" + port, directory, command.toArray(String[]::new));
    return this;
  }

  /** Waits until it answers, with all its data read. */
  RedisServer awaitReady() {
    try {
      Await.until(READY, () -> isReady() || !isAlive(), () -> "redis on " + port + " is not ready");
      if (!isAlive()) {
        throw new AssertionError("redis on " + port + " has ended, see its log");
      }
      return this;
    } catch (AssertionError failure) {
      close();
      throw failure;
    }
  }

  private boolean isReady() {
    try {
      return "PONG".equals(call("PING"));
    } catch (UncheckedIOException | RedisLine.Refusal notYet) {
      return false;
    }
  }

  public int port() {
    return port;
  }

  /** Where clients find it. */
  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Whether it has sharded channels. */
  public boolean hasShardedChannels() {
    return binary.hasShardedChannels();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL. */
  public void kill() {
    process.kill();
  }

  /** Starts it again, where it was killed, with what is on the disk, and waits for it. */
  public void restart() {
    begin();
    awaitReady();
  }

  /** Starts it again with nothing of what it had, and waits for it. */
  public void restartEmpty() {
    TempDirectories.empty(directory);
    restart();
  }

  /** SIGSTOP: it does nothing, and its sockets stay open. */
  public void freeze() {
    process.freeze();
  }

  /** SIGCONT. */
  public void thaw() {
    process.thaw();
  }

  /** Runs a command, as somebody who may; see {@link RedisLine#call}. */
  public Object call(String... command) {
    try (RedisLine line = RedisLine.open(clearPort(), PATIENCE)) {
      if (password != null) {
        line.call("AUTH", password);
      }
      return line.call(command);
    }
  }

  /** Wants another password from now on, and hangs up on everybody. */
  public void changePassword(String newPassword) {
    call("CONFIG", "SET", "requirepass", newPassword);
    password = newPassword;
    call("CLIENT", "KILL", "TYPE", "normal");
    call("CLIENT", "KILL", "TYPE", "pubsub");
  }

  /** What {@code INFO} says under a name; empty when it says nothing. */
  public String info(String name) {
    return ((String) call("INFO"))
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElse("");
  }

  /** Waits until its replica has all that it has itself now. */
  public void awaitFollowed() {
    long goal = Long.parseLong(info("master_repl_offset"));
    Await.until(
        READY, () -> followedUpTo() >= goal, () -> "followed up to " + followedUpTo() + " only");
  }

  private long followedUpTo() {
    Matcher offset = FOLLOWED.matcher(info("slave0"));
    return offset.find() ? Long.parseLong(offset.group(1)) : -1;
  }

  // With TLS the other port still speaks without.
  private int clearPort() {
    String other = value("port ");
    return other == null ? port : Integer.parseInt(other);
  }

  private String value(String directive) {
    return config.stream()
        .filter(line -> line.startsWith(directive))
        .map(line -> line.substring(directive.length()))
        .findFirst()
        .orElse(null);
  }

  @Override
  public void close() {
    process.kill();
    TempDirectories.delete(directory);
  }
}
