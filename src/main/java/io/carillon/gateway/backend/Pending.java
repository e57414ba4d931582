package io.carillon.gateway.backend;

import io.carillon.gateway.protocol.RawJson;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** A question that somebody waits for the answer of. Confined to its loop. */
final class Pending<T> {
  private final Question question;
  private final byte[] body;
  private final BooleanSupplier isWanted;
  private final Function<RawJson, T> reader;
  private final long began = System.nanoTime();
  private final Promise<Verdict<T>> answer = Promise.promise();

  Pending(Question question, byte[] body, BooleanSupplier isWanted, Function<RawJson, T> reader) {
    this.question = question;
    this.body = body;
    this.isWanted = isWanted;
    this.reader = reader;
  }

  Question question() {
    return question;
  }

  byte[] body() {
    return body;
  }

  boolean isWanted() {
    return isWanted.getAsBoolean();
  }

  /** Nanoseconds since somebody had it. */
  long age() {
    return System.nanoTime() - began;
  }

  /** Fails with a {@link Silence}. */
  Future<Verdict<T>> answer() {
    return answer.future();
  }

  /** Takes the answer; what makes no sense is none. */
  Outcome take(byte[] answered) {
    Verdict<T> verdict;
    try {
      verdict = Answers.verdict(answered, reader);
    } catch (RuntimeException senseless) {
      // Whatever it trips over, it is what the backend sent.
      return take(new Silence(Outcome.MALFORMED, String.valueOf(senseless.getMessage())));
    }
    answer.complete(verdict);
    return verdict instanceof Verdict.Granted ? Outcome.ANSWERED : Outcome.REFUSED;
  }

  /** There will be no answer. */
  Outcome take(Silence silence) {
    answer.fail(silence);
    return silence.outcome();
  }
}
