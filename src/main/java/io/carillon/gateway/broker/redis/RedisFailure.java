package io.carillon.gateway.broker.redis;

import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command that failed, and what is known of it. Has no stack trace. */
public final class RedisFailure extends RuntimeException {
  private static final Set<String> NOT_NOW =
      Set.of(
          "MOVED",
          "ASK",
          "TRYAGAIN",
          "CLUSTERDOWN",
          "LOADING",
          "READONLY",
          "MASTERDOWN",
          "BUSY",
          "NOREPLICAS",
          "NOSCRIPT");

  /** Errors of Redis after which it is worth to look where the shards are now. */
  private static final Set<String> ELSEWHERE =
      Set.of("MOVED", "ASK", "CLUSTERDOWN", "READONLY", "MASTERDOWN");

  /** Before version 7, Redis puts an error in a script behind the place where it happened. */
  private static final Pattern IN_SCRIPT =
      Pattern.compile("ERR Error running script .* -([A-Z]+) .*", Pattern.DOTALL);

  private final Outcome outcome;
  private final String word;

  private RedisFailure(Outcome outcome, String message) {
    super(message, null, false, false);
    this.outcome = outcome;
    this.word = firstWord(message);
  }

  /** It never reached Redis. */
  static RedisFailure notSent(String why) {
    return new RedisFailure(Outcome.NOT_DONE, why);
  }

  /** The connection is gone, and the answer with it. */
  static RedisFailure lost(String why) {
    return new RedisFailure(Outcome.UNKNOWN, why);
  }

  /** What the library says went wrong. */
  static RedisFailure of(Throwable cause) {
    if (cause instanceof RedisFailure known) {
      return known;
    }
    String message = String.valueOf(cause.getMessage());
    if (!(cause instanceof ErrorType)) {
      return new RedisFailure(Outcome.UNKNOWN, message);
    }
    if (message.startsWith("CONNECTION_CLOSED")) {
      return lost("connection closed");
    }
    return new RedisFailure(
        NOT_NOW.contains(firstWord(message)) ? Outcome.NOT_DONE : Outcome.REFUSED, message);
  }

  /** What is known. */
  public Outcome outcome() {
    return outcome;
  }

  /** Whether Redis named its error with this word. */
  boolean is(String kind) {
    return word.equals(kind);
  }

  /** Whether somebody else has the shard now, perhaps. */
  boolean isElsewhere() {
    return ELSEWHERE.contains(word);
  }

  /** Whether Redis lets nobody in who comes as we do. */
  boolean isRefusedAtTheDoor() {
    return is("WRONGPASS") || is("NOAUTH") || is("NOPERM");
  }

  /** The refusal to whoever asked for something. */
  public GatewayException refusal() {
    return new GatewayException(
        ErrorCode.UNAVAILABLE,
        switch (outcome) {
          case NOT_DONE -> "Redis is away";
          case UNKNOWN -> "Redis did not answer, so the outcome is unknown";
          case REFUSED -> getMessage().contains("OOM ") ? "Redis is full" : "Redis refuses";
        });
  }

  private static String firstWord(String message) {
    Matcher inScript = IN_SCRIPT.matcher(message);
    if (inScript.matches()) {
      return inScript.group(1);
    }
    int blank = message.indexOf(' ');
    return blank < 0 ? message : message.substring(0, blank);
  }

  /** What is known of a command that failed. */
  public enum Outcome {
    /** It was not carried out, and may be later. */
    NOT_DONE,
    /** It may have been carried out. */
    UNKNOWN,
    /**
     * Redis answered with an error, and will again: a command did nothing, a script maybe a part.
     */
    REFUSED
  }
}
