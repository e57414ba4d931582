package io.carillon.gateway.bench.load;

import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.client.Line;
import io.netty.buffer.ByteBuf;
import java.util.List;

/** Sends on each connection of a loop what is to come back on it. Confined to the loop. */
final class Echoes implements Source, Pacer.Sender {
  private final LoopShare share;
  private final List<Member> members;
  private final Plan plan;
  private final Pacer pacer;

  private boolean active;
  private int next;

  Echoes(LoopShare share, List<Member> members) {
    this.share = share;
    this.members = members;
    this.plan = share.plan();
    double rate = plan.traffic().rate() * members.size() / plan.crowd().amount();
    this.pacer = rate > 0 ? new Pacer(share.loop(), share.clock(), rate, this) : null;
  }

  @Override
  public void begin() {
    active = true;
    if (pacer != null) {
      pacer.start(Math.random());
    } else {
      members.forEach(this::fill);
    }
  }

  @Override
  public void end() {
    active = false;
    if (pacer != null) {
      pacer.stop();
    }
  }

  @Override
  public void onHears(Member member) {
    if (active && pacer == null) {
      fill(member);
    }
  }

  @Override
  public void onDelivered(Member member, boolean missed) {
    member.underWay = Math.max(0, member.underWay - 1);
    if (active && pacer == null && member.isHearing()) {
      write(member, share.now()); // leaves with what else was read
    }
  }

  private void fill(Member member) {
    // A write may find the socket ended, and then the line is gone at once.
    while (member.isHearing() && member.underWay < plan.traffic().window()) {
      write(member, share.now());
    }
    if (member.isHearing()) {
      member.dialect().line().flush();
    }
  }

  // The next connection that can take it, in turn.
  @Override
  public boolean send(long due) {
    for (int tried = 0; tried < members.size(); tried++) {
      Member member = members.get(next);
      next = (next + 1) % members.size();
      if (member.isHearing() && member.dialect().line().isWritable()) {
        write(member, due);
        member.dialect().line().flush();
        return true;
      }
    }
    return false;
  }

  @Override
  public void flush() {
    // each has been
  }

  private void write(Member member, long due) {
    int size = plan.traffic().size();
    Line line = member.dialect().line();
    if (line == null) {
      return; // has just ended
    }
    ByteBuf frame = line.text(size);
    Marker.write(frame, size, plan.share().run(), 0, member.number, ++member.sent, due);
    line.write(frame);
    member.underWay++;
    share.tally().onSent(share.now());
  }
}
