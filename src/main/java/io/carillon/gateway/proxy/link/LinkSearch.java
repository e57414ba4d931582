package io.carillon.gateway.proxy.link;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Looks through the links of one loop for those whose id or user begins with a text, a slice at a
 * time, so that the loop does not stall. One that moves meanwhile, since another has gone, may be
 * missed. Confined to the loop.
 */
final class LinkSearch {
  /** Links looked at before the loop may turn to something else. */
  static final int SLICE = 500;

  private final EventLoop loop;
  private final LinkTable links;
  private final String begin;
  private final int most;
  private final List<LinkView> found = new ArrayList<>();
  private final Promise<List<LinkView>> done = Promise.promise();

  LinkSearch(EventLoop loop, LinkTable links, String begin, int most) {
    this.loop = loop;
    this.links = links;
    this.begin = begin;
    this.most = most;
  }

  /** Begins; from any thread. */
  Future<List<LinkView>> run() {
    loop.execute(() -> next(0));
    return done.future();
  }

  private void next(int from) {
    int to = Math.min(links.size(), from + SLICE);
    for (int i = from; i < to && found.size() < most; i++) {
      RelayedLink link = links.at(i);
      if (link.id().startsWith(begin) || link.info().user().startsWith(begin)) {
        found.add(link.view(0));
      }
    }
    if (found.size() == most || to >= links.size()) {
      done.complete(found);
    } else {
      // Scheduled, not executed: Netty runs queued tasks before it looks at a socket.
      loop.schedule(() -> next(to), 0, TimeUnit.NANOSECONDS);
    }
  }
}
