package io.carillon.gateway.dashboard;

import io.carillon.gateway.api.Glob;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.hub.ChannelCensus;
import io.carillon.gateway.hub.Hub;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/**
 * The channels of this node, for any node that asks: found and sorted on the dashboard's thread,
 * counted on the loops in slices.
 */
final class Channels {
  private final BoardThread thread;
  private final Hub hub;

  Channels(BoardThread thread, Hub hub) {
    this.thread = thread;
    this.hub = hub;
  }

  /**
   * Those that come first.
   *
   * @param order see {@link ChannelOrder}
   * @param search a part of the name, or a pattern with {@code *} and {@code ?}
   * @param most that are wanted
   */
  Future<JsonObject> first(ChannelOrder order, String search, int most) {
    return thread
        .call(() -> find(search))
        .compose(
            found ->
                order.byNameOnly()
                    ? census(firstByName(found, most)).map(uses -> answer(uses, found))
                    : census(found)
                        .compose(
                            uses -> thread.call(() -> answer(first(uses, order, most), found))));
  }

  /** How many listen to these here. */
  Future<JsonObject> count(List<String> names) {
    return census(names.stream().map(Channel::new).toList())
        .map(uses -> new JsonObject().put("channels", ChannelUse.toJson(uses)));
  }

  private List<Channel> find(String search) {
    Predicate<String> fits = fits(search);
    List<Channel> found = new ArrayList<>();
    for (Channel channel : hub.channels()) {
      if (fits.test(channel.name())) {
        found.add(channel);
      }
    }
    return found;
  }

  private static Predicate<String> fits(String search) {
    if (search.indexOf('*') < 0 && search.indexOf('?') < 0) {
      return name -> name.contains(search);
    }
    return new Glob(search)::matches;
  }

  private static List<Channel> firstByName(List<Channel> found, int most) {
    return first(found, Comparator.comparing(Channel::name), most);
  }

  private static List<ChannelUse> first(List<ChannelUse> uses, ChannelOrder order, int most) {
    return first(uses, order.comparator(), most);
  }

  /** The smallest, in order. */
  static <T> List<T> first(List<T> all, Comparator<T> order, int most) {
    PriorityQueue<T> smallest = new PriorityQueue<>(order.reversed());
    for (T one : all) {
      if (smallest.size() < most) {
        smallest.add(one);
      } else if (order.compare(one, smallest.peek()) < 0) {
        smallest.poll();
        smallest.add(one);
      }
    }
    List<T> sorted = new ArrayList<>(smallest);
    sorted.sort(order);
    return sorted;
  }

  private Future<List<ChannelUse>> census(List<Channel> channels) {
    return hub.census(channels).compose(census -> thread.call(() -> uses(census)));
  }

  private static List<ChannelUse> uses(ChannelCensus census) {
    List<ChannelUse> uses = new ArrayList<>(census.size());
    for (int i = 0; i < census.size(); i++) {
      uses.add(new ChannelUse(census.channel(i).name(), census.subscribers(i), census.rate(i)));
    }
    return uses;
  }

  private static JsonObject answer(List<ChannelUse> uses, List<Channel> found) {
    NameSketch sketch = new NameSketch();
    found.forEach(channel -> sketch.add(channel.name()));
    JsonArray channels = ChannelUse.toJson(uses);
    return new JsonObject().put("channels", channels).put("names", sketch.toJson());
  }
}
