package io.carillon.gateway.session;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Looks through the sessions of one loop for those whose client id or user begins with a text, a
 * slot of the heartbeat at a time, so that the loop does not stall. Confined to the loop.
 */
final class ClientSearch {
  private final LoopServices services;
  private final String begin;
  private final int most;
  private final List<ClientView> found = new ArrayList<>();
  private final Promise<List<ClientView>> done = Promise.promise();
  private int slot;

  ClientSearch(LoopServices services, String begin, int most) {
    this.services = services;
    this.begin = begin;
    this.most = most;
  }

  /** Begins; from any thread. */
  Future<List<ClientView>> run() {
    services.shard().loop().execute(this::next);
    return done.future();
  }

  private void next() {
    for (Session session : services.heartbeat().slot(slot)) {
      if (fits(session) && found.size() < most) {
        found.add(ClientView.of(session, 0));
      }
    }
    slot++;
    if (found.size() == most || slot == services.heartbeat().slots()) {
      done.complete(found);
    } else {
      EventLoop loop = services.shard().loop();
      loop.schedule(this::next, 0, TimeUnit.NANOSECONDS);
    }
  }

  private boolean fits(Session session) {
    return session.info().client().startsWith(begin) || session.info().user().startsWith(begin);
  }
}
