package io.carillon.gateway.bench.load;

import io.carillon.gateway.bench.Sent;
import java.util.ArrayList;
import java.util.List;

/** The publishers of one loop, and what its connections tell them. Confined to the loop. */
final class Publishers implements Source {
  private final List<Publisher> publishers = new ArrayList<>();
  private final Window window;
  private final boolean closedLoop;
  private int delivered;

  /**
   * @param closedLoop whether publishers are held back by the window
   */
  Publishers(Window window, boolean closedLoop) {
    this.window = window;
    this.closedLoop = closedLoop;
  }

  void add(Publisher publisher) {
    publishers.add(publisher);
  }

  @Override
  public void begin() {
    publishers.forEach(Publisher::begin);
  }

  @Override
  public void end() {
    publishers.forEach(Publisher::end);
  }

  // Since it hears it owes what goes to its channels.
  @Override
  public void onHears(Member member) {
    if (closedLoop) {
      member.owed = 0;
      member.channels().forEach(channel -> member.owed -= window.join(channel));
    }
  }

  @Override
  public void onLost(Member member) {
    if (closedLoop) {
      member.channels().forEach(channel -> member.owed += window.leave(channel));
      window.giveBack(member.owed);
      window.wake();
    }
  }

  // Told once for all that was read, since all loops share the window. What was missed was given
  // back when its connection was lost, or went out when that did not hear.
  @Override
  public void onDelivered(Member member, boolean missed) {
    if (closedLoop && !missed) {
      member.owed--;
      delivered++;
    }
  }

  @Override
  public void onReadEnd() {
    if (delivered > 0) {
      window.delivered(delivered);
      delivered = 0;
    }
  }

  @Override
  public boolean isAnswered() {
    return publishers.stream().allMatch(Publisher::isAnswered);
  }

  @Override
  public List<Sent.Lane> sent() {
    return publishers.stream().flatMap(publisher -> publisher.sent().stream()).toList();
  }

  @Override
  public void close() {
    publishers.forEach(Publisher::close);
  }
}
