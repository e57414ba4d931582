package io.carillon.gateway.testkit;

import io.vertx.core.json.JsonObject;

/**
 * What became of one publication.
 *
 * @param publisher and {@code number} are its payload, and occur once
 * @param sentAt when it was tried first, {@code System.nanoTime()}
 * @param answeredAt when its outcome was known
 * @param node that answered last
 * @param epoch empty unless acknowledged on a stream; the offset is 0 then
 * @param detail why, when it was not acknowledged
 */
public record SentNumber(
    int publisher,
    long number,
    String channel,
    long sentAt,
    long answeredAt,
    Outcome outcome,
    NodeAddress node,
    String epoch,
    long offset,
    String detail) {
  /** What the publisher knows. */
  public enum Outcome {
    ACKNOWLEDGED,
    /** Certainly not taken. */
    REFUSED,
    /** Taken or not: no answer, or one that says so. */
    UNKNOWN
  }

  public boolean isAcknowledged() {
    return outcome == Outcome.ACKNOWLEDGED;
  }

  Payload payload() {
    return new Payload(publisher, number);
  }

  /** What identifies a publication wherever it turns up. */
  record Payload(int publisher, long number) {
    static Payload of(JsonObject data) {
      return new Payload(data.getInteger("p"), data.getLong("n"));
    }

    JsonObject json() {
      return new JsonObject().put("p", publisher).put("n", number);
    }

    @Override
    public String toString() {
      return publisher + "#" + number;
    }
  }

  @Override
  public String toString() {
    String where = epoch.isEmpty() ? "" : " at " + epoch + ":" + offset;
    String why = detail.isEmpty() ? "" : " (" + detail + ")";
    long millis = (answeredAt - sentAt) / 1_000_000;
    return payload() + " in " + channel + " " + outcome + where + " by " + node + " after " + millis
        + " ms" + why;
  }
}
