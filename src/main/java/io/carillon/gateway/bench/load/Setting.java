package io.carillon.gateway.bench.load;

import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.client.Transport;
import java.util.List;
import java.util.stream.IntStream;

/** What all loops of a run share. */
record Setting(Plan plan, Transport transport, Clock clock, Phases phases, EventLog events) {

  /** The names of the channels of a connection. */
  List<String> channelsOf(int member) {
    int channels = plan.crowd().channels();
    return IntStream.range(0, plan.crowd().subscriptions())
        .mapToObj(i -> plan.crowd().channelName((plan.crowd().channelOf(member) + i) % channels))
        .toList();
  }
}
