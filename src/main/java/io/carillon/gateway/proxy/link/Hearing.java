package io.carillon.gateway.proxy.link;

import io.vertx.core.Future;

/**
 * What one link hears beside its target, from before its client is told that it is open. Made for
 * one {@link Upgrade}, which calls {@link #begin} when a target has accepted, and then either
 * {@link #open} or {@link #abandon}. Confined to the loop of the link.
 */
public interface Hearing {
  /** Of a link that hears its target only. */
  Hearing NOTHING =
      new Hearing() {
        @Override
        public Future<Void> begin(String link) {
          return Future.succeededFuture();
        }

        @Override
        public void open(ProxyLink link) {}

        @Override
        public void abandon() {}
      };

  /**
   * Begins to listen.
   *
   * @param link its id
   * @return done, on the loop, when nothing that is published from then on will be missed, or when
   *     that takes too long to wait for; never fails
   */
  Future<Void> begin(String link);

  /** The client has been told that the link is open: it may be told everything else. */
  void open(ProxyLink link);

  /** There will be no link. */
  void abandon();
}
