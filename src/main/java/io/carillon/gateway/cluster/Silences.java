package io.carillon.gateway.cluster;

import io.vertx.core.Future;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which nodes do not answer which questions. Some are asked each second, so it is logged when that
 * begins and when it ends. Callable from any thread.
 */
public final class Silences {
  private static final Logger LOG = LoggerFactory.getLogger(Silences.class);

  /** Nodes that went without another word stay in it until there are so many. */
  private static final int MOST = 1_000;

  private final Set<Silence> silent = new HashSet<>();

  /** The end of a question to another node. Fails with nothing. */
  public <T> Future<NodeReplies.Reply<T>> reply(
      String kind, String uid, String name, Future<T> answer) {
    Silence silence = new Silence(kind, uid);
    return answer.transform(
        outcome -> {
          if (outcome.succeeded()) {
            if (ends(silence)) {
              LOG.info("answers again to {} name={} node={}", kind, name, uid);
            }
            return Future.succeededFuture(
                new NodeReplies.Reply<>(uid, name, outcome.result(), null));
          }
          String why = String.valueOf(outcome.cause().getMessage());
          if (begins(silence)) {
            LOG.warn("no answer to {} name={} node={}: {}", kind, name, uid, why);
          }
          return Future.succeededFuture(new NodeReplies.Reply<>(uid, name, null, why));
        });
  }

  private synchronized boolean begins(Silence silence) {
    if (silent.size() >= MOST) {
      silent.clear();
    }
    return silent.add(silence);
  }

  private synchronized boolean ends(Silence silence) {
    return silent.remove(silence);
  }

  private record Silence(String kind, String uid) {}
}
