package io.carillon.gateway.bench.load;

import io.carillon.gateway.bench.Sent;
import java.util.ArrayList;
import java.util.List;

/** The publishers of one loop, and what its connections tell them. Confined to the loop. */
final class Publishers implements Source {
  private final List<Publisher> publishers = new ArrayList<>();
  private final Window window;
  private int delivered;

  Publishers(Window window) {
    this.window = window;
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

  // Told once for all that was read, since all loops share the window.
  @Override
  public void onDelivered(Member member) {
    delivered++;
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
