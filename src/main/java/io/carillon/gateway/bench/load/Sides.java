package io.carillon.gateway.bench.load;

import io.carillon.gateway.bench.Crowd;
import io.carillon.gateway.bench.Kind;
import io.carillon.gateway.bench.Part;
import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.Target;
import io.carillon.gateway.bench.Traffic;
import io.carillon.gateway.bench.client.Endpoint;
import io.carillon.gateway.bench.client.Outlet;
import io.carillon.gateway.bench.client.Outlets;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Makes the sides of a run: which connection is on which loop, and goes where. */
final class Sides {
  private final Setting setting;
  private final Plan plan;
  private final Window window;
  private final List<CompletableFuture<Void>> publishersSettled = new ArrayList<>();

  /** Null where nothing is published from here. */
  private final Endpoint publishing;

  Sides(Setting setting, Window window, Endpoint publishing) {
    this.publishing = publishing;
    this.setting = setting;
    this.plan = setting.plan();
    this.window = window;
  }

  List<Side> make(List<Endpoint> endpoints) {
    if (plan.kind() == Kind.PROXY) {
      return List.of(
          side(Part.DIRECT, List.of(endpoints.get(0))),
          side(Part.GATEWAY, List.of(endpoints.get(1))));
    }
    return List.of(side("", endpoints));
  }

  private Side side(String name, List<Endpoint> endpoints) {
    List<EventLoop> loops = setting.transport().loops();
    Crowd crowd = plan.crowd();
    List<LoopShare> shares = new ArrayList<>();
    for (int i = 0; i < loops.size(); i++) {
      int limit = Math.max(1, (crowd.concurrency() + loops.size() - 1 - i) / loops.size());
      double rate = crowd.connectRate() / loops.size();
      Opener opener = new Opener(loops.get(i), setting.clock(), limit, rate);
      shares.add(new LoopShare(setting, loops.get(i), opener));
    }
    Map<InetSocketAddress, Integer> dialed = new HashMap<>();
    for (int i = 0; i < crowd.amount(); i++) {
      LoopShare share = shares.get(i % shares.size());
      int number = plan.share().firstConnection() + i;
      int first = endpoint(number, crowd.circle(), endpoints.size());
      // Counted for each server, so that each is gone to from each address.
      int turn = dialed.merge(endpoints.get(first).address(), 1, Integer::sum) - 1;
      share.add(new Member(number, turn, share), endpoints, first);
    }
    shares.forEach(this::feed);
    return new Side(name, setting, shares);
  }

  /** The first endpoint of a connection: those which hear the same channel go to all in turn. */
  static int endpoint(int number, int circle, int endpoints) {
    return (number % circle + number / circle) % endpoints;
  }

  private void feed(LoopShare share) {
    if (plan.kind().echoes()) {
      share.feed(new Echoes(share, share.members()));
    } else if (plan.kind() == Kind.FANOUT) {
      share.feed(publishers(share));
    }
  }

  private Publishers publishers(LoopShare share) {
    List<EventLoop> loops = setting.transport().loops();
    Traffic traffic = plan.traffic();
    Publishers all = new Publishers(window, traffic.publishers() > 0 && traffic.rate() == 0);
    if (traffic.publishers() == 0) {
      return all;
    }
    Target target = plan.target();
    boolean bound = Outlets.isBound(target, traffic.publishUrl());
    for (int i = loops.indexOf(share.loop()); i < traffic.publishers(); i += loops.size()) {
      int number = plan.share().firstPublisher() + i;
      Publisher publisher = new Publisher(share, number, window, bound);
      String channel = plan.crowd().channelName(publisher.channel());
      Outlet outlet =
          Outlets.of(
              target, traffic.publishUrl(), publishing, traffic.apiKey(), channel, publisher);
      CompletableFuture<Void> settled = new CompletableFuture<>();
      publishersSettled.add(settled);
      all.add(publisher);
      share.loop().execute(() -> publisher.dial(outlet, () -> settled.complete(null)));
    }
    return all;
  }

  /** Completes when each publisher is ready or has failed once. */
  CompletableFuture<Void> publishersSettled() {
    return CompletableFuture.allOf(publishersSettled.toArray(CompletableFuture<?>[]::new));
  }
}
