package io.carillon.gateway.bench.load;

import io.carillon.gateway.bench.Sent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was published, by channel: what those who listen to it should have. Immutable. */
final class Due {
  private final Map<Integer, List<Sent.Lane>> byChannel = new HashMap<>();

  Due(Sent sent) {
    for (Sent.Lane lane : sent.lanes()) {
      byChannel.computeIfAbsent(lane.channel(), channel -> new ArrayList<>()).add(lane);
    }
  }

  List<Sent.Lane> of(int channel) {
    return byChannel.getOrDefault(channel, List.of());
  }
}
