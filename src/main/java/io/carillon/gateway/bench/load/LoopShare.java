package io.carillon.gateway.bench.load;

import io.carillon.gateway.bench.Counters;
import io.carillon.gateway.bench.Part;
import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.client.Dialects;
import io.carillon.gateway.bench.client.Endpoint;
import io.carillon.gateway.bench.client.Outlet;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The connections of one side on one event loop, and what they have seen. Confined to that loop,
 * but for {@link #seen}; made, ended and closed by its {@link Side}.
 */
final class LoopShare {
  private static final long TICK_MILLIS = 100;

  private final Setting setting;
  private final EventLoop loop;
  private final Tally tally;
  private final Opener opener;
  private final List<Member> members = new ArrayList<>();
  private final CompletableFuture<Void> opened = new CompletableFuture<>();

  private Source source = Source.NOTHING;
  private ScheduledFuture<?> ticks;
  private long readTime;
  private int unsettled;
  private boolean ending;
  private volatile Counters seen = Counters.NONE;

  LoopShare(Setting setting, EventLoop loop, Opener opener) {
    this.setting = setting;
    this.loop = loop;
    this.opener = opener;
    this.tally = new Tally(setting.phases());
  }

  /** Before it is opened: one more connection, to the first of these and then the next. */
  void add(Member member, List<Endpoint> endpoints, int first) {
    member.speak(
        Dialects.of(
            plan().target(),
            endpoints,
            first,
            member.number,
            setting.channelsOf(member.number),
            member));
    members.add(member);
  }

  /** Before it is opened. */
  void feed(Source made) {
    source = made;
  }

  Source source() {
    return source;
  }

  List<Member> members() {
    return members;
  }

  EventLoop loop() {
    return loop;
  }

  Plan plan() {
    return setting.plan();
  }

  Clock clock() {
    return setting.clock();
  }

  Tally tally() {
    return tally;
  }

  long now() {
    return setting.clock().now();
  }

  /** The time at which what is read now came, the same for all of it. */
  long readTime() {
    if (readTime == 0) {
      readTime = now();
    }
    return readTime;
  }

  /** Begins all connections; completes when each has been made or has failed. */
  CompletableFuture<Void> open() {
    ticks = loop.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    tally.wanted = members.size();
    unsettled = members.size();
    members.forEach(opener::add);
    opener.pump();
    settle(0);
    return opened;
  }

  void dial(Member member) {
    member.dialect().dial(setting.transport(), loop, member.turn);
  }

  void dial(Outlet outlet, int turn) {
    outlet.dial(setting.transport(), loop, turn);
  }

  void onHears(Member member) {
    opener.settled();
    if (!opened.isDone()) {
      settle(1);
    }
    source.onHears(member);
  }

  void onDelivered(Member member, boolean missed) {
    source.onDelivered(member, missed);
  }

  /** Returns the time of what was read. */
  long onReadEnd(int bytes) {
    long time = readTime();
    readTime = 0;
    tally.onBytes(bytes);
    source.onReadEnd();
    return time;
  }

  void onEnd(Member member, boolean heard, String why) {
    if (heard) {
      setting.events().lost(why);
      source.onLost(member);
    } else {
      opener.settled();
    }
    if (member.hasOpened() && !ending) {
      opener.addLater(member);
    } else if (!member.hasOpened() && !opened.isDone()) {
      settle(1);
    }
  }

  private void settle(int count) {
    unsettled -= count;
    if (unsettled == 0) {
      seen = tally.counters();
      opened.complete(null);
    }
  }

  private void tick() {
    long now = now();
    tally.tick(now);
    seen = tally.counters();
    long patience = TimeUnit.MILLISECONDS.toNanos(plan().times().connectMillis());
    for (Member member : List.copyOf(members)) {
      if (member.isDialing() && now - member.begun() > patience) {
        member.dialect().fail("no connection that hears within " + seconds(patience));
      } else if (member.isHearing() && member.dialect().patienceSeconds() > 0) {
        long silence = TimeUnit.SECONDS.toNanos(member.dialect().patienceSeconds());
        if (now - member.lastRead() > silence) {
          member.dialect().fail("no ping for " + seconds(silence));
        }
      }
    }
  }

  private static String seconds(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos) / 1000.0 + " s";
  }

  /** Begins no more connections than have begun. */
  void stopOpening() {
    settle(opener.cancel());
  }

  /** Lets messages flow, and counts silence. */
  void begin() {
    long now = now();
    members.forEach(member -> member.listen(now));
    source.begin();
  }

  /** Lets no more messages flow. */
  void end() {
    long now = now();
    source.end();
    members.forEach(member -> member.hush(now));
  }

  /** All so far; callable from any thread. */
  Counters seen() {
    return seen;
  }

  /** What has come of it, at the end; what is lost from now on is not made again. */
  Part part(String name, Due due, long measuredNanos) {
    ending = true;
    return new Accounts(this, due).part(name, measuredNanos);
  }

  void close() {
    ending = true;
    if (ticks != null) {
      ticks.cancel(false);
    }
    opener.close();
    source.close();
    members.forEach(Member::close);
  }
}
