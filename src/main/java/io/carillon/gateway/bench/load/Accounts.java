package io.carillon.gateway.bench.load;

import io.carillon.gateway.bench.Kind;
import io.carillon.gateway.bench.Latencies;
import io.carillon.gateway.bench.Part;
import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.Sent;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Compares what the connections of a loop should have with what they have. Used on that loop, when
 * nothing is sent any more.
 */
final class Accounts {
  private final LoopShare share;
  private final Plan plan;
  private final Due due;

  private long expected;
  private long missing;

  Accounts(LoopShare share, Due due) {
    this.share = share;
    this.plan = share.plan();
    this.due = due;
    share.members().stream().filter(Member::hasOpened).forEach(this::add);
  }

  private void add(Member member) {
    if (plan.kind().echoes()) {
      add(member, new Sent.Lane(0, member.number, member.sent, List.of()));
      return;
    }
    int channels = plan.crowd().channels();
    for (int i = 0; i < plan.crowd().subscriptions(); i++) {
      due.of((member.channel() + i) % channels).forEach(lane -> add(member, lane));
    }
  }

  private void add(Member member, Sent.Lane sent) {
    Lane lane = member.laneOf(sent.publisher(), sent.channel());
    expected += sent.last() - lane.absent(sent.unsure());
    missing += lane.missing(sent.last(), sent.unsure());
  }

  /** Whether nothing is missing any more that may still come: an echo does not outlive its line. */
  boolean isComplete() {
    return missing == 0
        || (plan.kind().echoes()
            && share.members().stream().allMatch(member -> member.underWay == 0));
  }

  Part part(String name, long measuredNanos) {
    long gone = share.members().stream().filter(one -> one.hasOpened() && !one.isHearing()).count();
    return share
        .tally()
        .part(name, share.tally().counters(gone, expected, missing, measuredNanos), silence());
  }

  private Histogram silence() {
    Histogram silence = Latencies.recorder();
    if (plan.kind() != Kind.CONNECT) {
      List<Member> heard = share.members().stream().filter(Member::hasOpened).toList();
      heard.forEach(member -> silence.recordValue(Math.max(0, member.silence())));
    }
    return silence;
  }
}
