package io.carillon.gateway.proxy;

import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.proxy.link.LinkTable;
import io.carillon.gateway.proxy.link.LinkView;
import io.carillon.gateway.proxy.link.ProxyLink;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The links of a node, whichever loop has them. Made by {@link Proxy}; callable from any thread.
 */
public final class ProxyLinks {
  private final List<ProxyLoop> loops = new CopyOnWriteArrayList<>();
  private volatile Consumer<ClientInfo> onSlow = info -> {};

  ProxyLinks() {}

  /** Begins to look after those of a loop. */
  void add(ProxyLoop loop) {
    loop.links().links().onSlow(onSlow);
    loops.add(loop);
  }

  /**
   * Who hears of clients that lost their connections since they were slow, on their loops. To be
   * said before the first loop is served.
   */
  public void onSlow(Consumer<ClientInfo> listener) {
    onSlow = listener;
  }

  /** How many there are at this very moment by the generation of their rules; waits for nobody. */
  public NavigableMap<Integer, Integer> generations() {
    NavigableMap<Integer, Integer> sum = new TreeMap<>();
    loops.forEach(loop -> loop.links().links().addGenerations(sum));
    return sum;
  }

  /** How many there are of each kind. */
  public Future<Map<LinkTable.Group, Integer>> counts() {
    return Future.all(loops.stream().map(ProxyLoop::counts).toList())
        .map(
            all -> {
              Map<LinkTable.Group, Integer> sum = new HashMap<>();
              for (Map<LinkTable.Group, Integer> counts :
                  all.<Map<LinkTable.Group, Integer>>list()) {
                counts.forEach((group, count) -> sum.merge(group, count, Integer::sum));
              }
              return sum;
            });
  }

  /**
   * Asks those of some kinds to come back, paced.
   *
   * @param share how many a second for each link there is
   * @return how many; done when the last has been told
   */
  public Future<Integer> drain(Predicate<LinkTable.Group> who, double share) {
    return sum(loop -> loop.drain(who, share));
  }

  /**
   * Says goodbye to the link of that id.
   *
   * @return how many there are: one or none
   */
  public Future<Integer> disconnect(String link, CloseCode code) {
    return sum(loop -> loop.disconnect(link, code));
  }

  private Future<Integer> sum(Function<ProxyLoop, Future<Integer>> step) {
    return Future.all(loops.stream().map(step).toList())
        .map(all -> all.<Integer>list().stream().mapToInt(Integer::intValue).sum());
  }

  /** Those that most has waited for, with the most first. */
  public Future<List<LinkView>> slowest(int most) {
    return onEachLoop(loop -> loop.links().links().slowest())
        .map(
            all ->
                all.sorted(Comparator.comparingLong(LinkView::queuedBytes).reversed())
                    .limit(most)
                    .toList());
  }

  /** Those whose id or user begins with a text, in no order. */
  public Future<List<LinkView>> search(String begin, int most) {
    return onEachLoop(loop -> loop.links().links().search(begin, most))
        .map(all -> all.limit(most).toList());
  }

  private Future<Stream<LinkView>> onEachLoop(Function<ProxyLoop, Future<List<LinkView>>> ask) {
    return Future.all(loops.stream().map(ask).toList())
        .map(all -> all.<List<LinkView>>list().stream().flatMap(List::stream));
  }

  /**
   * Says goodbye, spread over a time, and to those that come later at once. May be called again,
   * with less time.
   *
   * @param spread over which they are told; zero for all at once
   * @param patient whether those are left alone that may end by themselves
   * @return done when the last has been told
   */
  public Future<Void> shutDown(Duration spread, boolean patient) {
    Predicate<ProxyLink> who = link -> !patient || !link.maySurviveShutdown();
    return Future.join(
            loops.stream().map(loop -> loop.links().links().shutDown(spread, who)).toList())
        .mapEmpty();
  }

  /** Ends the connections to targets that nobody uses. */
  void close() {
    loops.forEach(ProxyLoop::close);
  }
}
