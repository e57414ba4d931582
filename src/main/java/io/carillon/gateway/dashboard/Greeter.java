package io.carillon.gateway.dashboard;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Greets each page that opens at once, and brings it what this node has kept, and what the others
 * have when they have told it, however late that is. Callable from any thread.
 */
final class Greeter implements Consumer<FeedClient> {
  private static final Logger LOG = LoggerFactory.getLogger(Greeter.class);

  private final BoardThread thread;
  private final ClusterSeconds seconds;
  private final Histories histories;

  Greeter(BoardThread thread, ClusterSeconds seconds, Histories histories) {
    this.thread = thread;
    this.seconds = seconds;
    this.histories = histories;
  }

  @Override
  public void accept(FeedClient page) {
    thread
        .call(() -> greeted(page))
        .onFailure(cause -> LOG.error("dashboard page not greeted", cause))
        .onSuccess(greeted -> bringHistories(page));
  }

  private Void greeted(FeedClient page) {
    seconds.greet(page, histories.hello());
    page.tell(histories.own());
    return null;
  }

  private void bringHistories(FeedClient page) {
    histories
        .others()
        .onSuccess(page::tell)
        .onFailure(cause -> LOG.warn("no history of other nodes: {}", cause.getMessage()));
  }
}
