package io.carillon.gateway.proxy.link;

import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.error.CloseCode;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The links of one event loop; looks after their time with one timer for all, which runs while
 * there are links. A link is idle when neither side says anything and nothing that was put in
 * leaves either: whoever only listens to broadcasts is alive, as long as TCP takes them. Confined
 * to the loop but for what says otherwise.
 */
public final class LinkTable {
  /** As many a second as there are. */
  public static final double AT_ONCE = 1_000_000;

  private static final Duration TICK = Duration.ofSeconds(1);
  private static final int FEWEST_SLOTS = 64;

  private final EventLoop loop;
  private final Duration tick;
  private final List<Dismissal> dismissals = new ArrayList<>(1);
  private final Generations generations = new Generations();
  private RelayedLink[] links = new RelayedLink[FEWEST_SLOTS];
  private int size;
  private ScheduledFuture<?> timer;
  private List<LinkView> slowest = List.of();
  private volatile Consumer<ClientInfo> onSlow = info -> {};

  /** The node goes down: whoever comes now is told at once. */
  private boolean closed;

  public LinkTable(EventLoop loop) {
    this(loop, TICK);
  }

  /**
   * @param tick how often the time of links is looked at, and so how late it may end
   */
  LinkTable(EventLoop loop, Duration tick) {
    this.loop = loop;
    this.tick = tick;
  }

  /**
   * Who hears, on the loop, of each client that lost its connection since it was slow; from any
   * thread.
   */
  public void onSlow(Consumer<ClientInfo> listener) {
    onSlow = listener;
  }

  /** The client had let too much wait, and has lost its connection. */
  void tellSlow(RelayedLink link) {
    onSlow.accept(link.info());
  }

  /** Links that are open, or have not quite ended. */
  public int size() {
    return size;
  }

  /** How many there are of each kind. */
  public Map<Group, Integer> counts() {
    Map<Group, Integer> counts = new HashMap<>();
    for (int i = 0; i < size; i++) {
      counts.merge(Group.of(links[i]), 1, Integer::sum);
    }
    return counts;
  }

  /** Adds how many there are by the generation of their rules; from any thread. */
  public void addGenerations(Map<Integer, Integer> sum) {
    generations.addTo(sum);
  }

  /** Bytes that the targets of links that are here have sent. */
  public long bytesDown() {
    long bytes = 0;
    for (int i = 0; i < size; i++) {
      bytes += links[i].targetRelay().bytes();
    }
    return bytes;
  }

  /** Bytes that wait for the clients of links that are here. */
  public long bytesQueued() {
    long bytes = 0;
    for (int i = 0; i < size; i++) {
      bytes += links[i].bytesQueued();
    }
    return bytes;
  }

  /** Those that most has waited for over a tick, with the most first; from any thread. */
  public Future<List<LinkView>> slowest() {
    Promise<List<LinkView>> told = Promise.promise();
    loop.execute(() -> told.complete(slowest));
    return told.future();
  }

  /** Those whose id or user begins with a text, in no order; from any thread. */
  public Future<List<LinkView>> search(String begin, int most) {
    return new LinkSearch(loop, this, begin, most).run();
  }

  /**
   * Says goodbye to those that are meant, in no order and paced. Takes over those that an earlier
   * call has not told yet. From any thread.
   *
   * @param perSecond how many of this loop
   * @return how many were told; done when nobody is left to be
   */
  public Future<Integer> drain(
      Predicate<ProxyLink> who, int code, String reason, double perSecond) {
    return Dismissal.begin(loop, dismissals, () -> find(who), code, reason, perSecond);
  }

  /**
   * Says goodbye to links, in no order and spread over a time; who comes later is told at once.
   * From any thread.
   *
   * @param who is meant; all others go on
   * @return done when the last has been told
   */
  public Future<Void> shutDown(Duration spread, Predicate<ProxyLink> who) {
    CloseCode code = CloseCode.SERVICE_RESTART;
    return Dismissal.begin(loop, dismissals, () -> find(who), code.number(), code.reason(), spread)
        .onComplete(told -> loop.execute(() -> close(who)))
        .mapEmpty();
  }

  void add(RelayedLink link) {
    if (size == links.length) {
      links = Arrays.copyOf(links, 2 * size);
    }
    link.slot = size;
    links[size++] = link;
    generations.add(link.generation());
    if (timer == null) {
      timer =
          loop.scheduleAtFixedRate(
              this::tick, tick.toNanos(), tick.toNanos(), TimeUnit.NANOSECONDS);
    }
    if (closed) {
      loop.execute(() -> tellRestart(link));
    }
  }

  void remove(RelayedLink link) {
    generations.remove(link.generation());
    RelayedLink last = links[--size];
    links[size] = null;
    if (last != link) {
      links[link.slot] = last;
      last.slot = link.slot;
    }
    if (size == 0) {
      timer.cancel(false);
      timer = null;
      links = new RelayedLink[FEWEST_SLOTS];
      slowest = List.of();
    }
  }

  RelayedLink at(int place) {
    return links[place];
  }

  private void close(Predicate<ProxyLink> who) {
    closed = true;
    find(who).forEach(LinkTable::tellRestart);
  }

  private static void tellRestart(ProxyLink link) {
    link.close(CloseCode.SERVICE_RESTART.number(), CloseCode.SERVICE_RESTART.reason());
  }

  private void tick() {
    long now = System.nanoTime();
    // A copy, since those whose time is over leave.
    SlowLinks slow = new SlowLinks(now);
    for (RelayedLink link : find(link -> true)) {
      link.tick(now);
      slow.offer(link);
    }
    slowest = slow.views();
  }

  private List<RelayedLink> find(Predicate<ProxyLink> who) {
    List<RelayedLink> found = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      if (who.test(links[i])) {
        found.add(links[i]);
      }
    }
    return found;
  }

  /** What links are counted by. */
  public record Group(String pool, String target, int generation) {
    /** That of a link. */
    public static Group of(ProxyLink link) {
      return new Group(link.target().pool(), link.target().name(), link.generation());
    }
  }
}
