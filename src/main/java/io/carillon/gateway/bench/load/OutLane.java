package io.carillon.gateway.bench.load;

import io.carillon.gateway.bench.Sent;
import java.util.ArrayList;
import java.util.List;

/** What one publisher sent to one channel. Confined to the loop of that publisher. */
final class OutLane {
  final int channel;
  final String name;
  long last;

  /** Those that the server did not accept, or never answered. */
  final List<Long> unsure = new ArrayList<>();

  OutLane(int channel, String name) {
    this.channel = channel;
    this.name = name;
  }

  Sent.Lane sent(int publisher) {
    unsure.sort(null);
    return new Sent.Lane(publisher, channel, last, unsure);
  }
}
