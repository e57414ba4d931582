package io.carillon.gateway.bench;

import java.util.ArrayList;
import java.util.List;

/** What has been published, so that receivers know what they miss. */
public record Sent(List<Lane> lanes) {
  public static final Sent NOTHING = new Sent(List.of());

  public Sent {
    lanes = List.copyOf(lanes);
  }

  /**
   * From one publisher to one channel.
   *
   * @param last sequence number that was sent; they begin with 1
   * @param unsure those of them of which the server has not said that it accepted them, in order:
   *     they may arrive or not
   */
  public record Lane(int publisher, int channel, long last, List<Long> unsure) {
    public Lane {
      unsure = List.copyOf(unsure);
    }
  }

  /** That of several machines, which have different publishers. */
  public Sent and(Sent other) {
    List<Lane> all = new ArrayList<>(lanes);
    all.addAll(other.lanes);
    return new Sent(all);
  }
}
