package io.carillon.gateway.backend;

import io.carillon.gateway.config.BackendConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One backend as one event loop asks it: so many questions at the same time, so many that wait, and
 * none while it does not answer. Confined to its loop.
 */
final class Backend {
  private static final Logger LOG = LoggerFactory.getLogger(Backend.class);

  private final BackendConfig config;
  private final Vertx vertx;
  private final HttpClient http;
  private final BackendMetrics metrics;

  /** One for each kind, so that nobody keeps newcomers out by calls that make the backend fail. */
  private final Map<Question, Breaker> breakers = new EnumMap<>(Question.class);

  private final Queue<Waiting> queue = new ArrayDeque<>();
  private int asking;

  Backend(BackendConfig config, Vertx vertx, HttpClient http, BackendMetrics metrics) {
    this.config = config;
    this.vertx = vertx;
    this.http = http;
    this.metrics = metrics;
    for (Question kind : Question.values()) {
      long pause = config.pause().toNanos();
      breakers.put(kind, new Breaker(config.failures(), pause, System::nanoTime));
    }
  }

  /**
   * Asks, now or when others are done.
   *
   * @param headers of the client, of which the configured ones go along
   */
  <T> Future<Verdict<T>> ask(Pending<T> pending, Map<String, String> headers) {
    Waiting waiting = new Waiting(pending, new Call(config.maxAnswerBytes()), wanted(headers));
    metrics.waiting(config.name(), 1);
    if (asking >= config.concurrency() && queue.size() >= config.queue()) {
      drop(waiting, Outcome.FULL);
      return pending.answer();
    }
    long timer = vertx.setTimer(Math.max(1, config.timeout().toMillis()), late -> onLate(waiting));
    pending.answer().onComplete(any -> vertx.cancelTimer(timer));
    queue.add(waiting);
    askNext();
    return pending.answer();
  }

  private Map<String, String> wanted(Map<String, String> headers) {
    Map<String, String> wanted = new HashMap<>();
    for (String name : config.headers()) {
      if (headers.containsKey(name)) {
        wanted.put(name, headers.get(name));
      }
    }
    return wanted;
  }

  private void askNext() {
    while (asking < config.concurrency() && !queue.isEmpty()) {
      Waiting next = queue.poll();
      if (!next.pending().isWanted()) {
        drop(next, Outcome.ABANDONED);
      } else if (!breakers.get(next.pending().question()).tryAsk()) {
        drop(next, Outcome.BROKEN);
      } else {
        post(next);
      }
    }
  }

  private void post(Waiting next) {
    asking++;
    Pending<?> pending = next.pending();
    next.call()
        .post(http, config.url(pending.question().word()), next.headers(), pending.body())
        .onComplete(
            answer -> {
              asking--;
              Outcome outcome =
                  answer.succeeded()
                      ? pending.take(answer.result())
                      : pending.take((Silence) answer.cause());
              learn(pending.question(), outcome, answer.cause());
              done(pending, outcome);
              askNext();
            });
  }

  private void learn(Question kind, Outcome outcome, Throwable cause) {
    Breaker breaker = breakers.get(kind);
    boolean wasOpen = breaker.isOpen();
    breaker.onOutcome(outcome.isSound());
    if (breaker.isOpen() != wasOpen) {
      metrics.broken(config.name(), breaker.isOpen());
      if (breaker.isOpen()) {
        String why = cause == null ? "" : cause.getMessage();
        LOG.warn(
            "backend does not answer name={} question={} last={} {}",
            config.name(),
            kind.word(),
            outcome.word(),
            why);
      } else {
        LOG.info("backend answers again name={} question={}", config.name(), kind.word());
      }
    }
  }

  private void onLate(Waiting waiting) {
    if (queue.remove(waiting)) {
      drop(waiting, Outcome.LATE);
    } else {
      waiting.call().give(Outcome.LATE, "no answer within " + config.timeout().toMillis() + " ms");
    }
  }

  private void drop(Waiting waiting, Outcome outcome) {
    done(waiting.pending(), waiting.pending().take(new Silence(outcome, "not asked")));
  }

  private void done(Pending<?> pending, Outcome outcome) {
    metrics.waiting(config.name(), -1);
    metrics.asked(config.name(), pending.question(), outcome, pending.age());
  }

  /** A question that has not been asked yet, or not been answered. */
  private static final class Waiting {
    private final Pending<?> pending;
    private final Call call;
    private final Map<String, String> headers;

    Waiting(Pending<?> pending, Call call, Map<String, String> headers) {
      this.pending = pending;
      this.call = call;
      this.headers = headers;
    }

    Pending<?> pending() {
      return pending;
    }

    Call call() {
      return call;
    }

    Map<String, String> headers() {
      return headers;
    }
  }
}
