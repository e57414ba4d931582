package io.carillon.gateway.testkit;

import java.util.List;

/**
 * What is kept of a stream.
 *
 * @param topOffset where it stands
 * @param first offset of the first payload; the others follow without a hole
 */
record Kept(String epoch, long topOffset, long first, List<SentNumber.Payload> payloads) {
  String top() {
    return epoch + ":" + topOffset;
  }

  SentNumber.Payload at(long offset) {
    long index = offset - first;
    return index >= 0 && index < payloads.size() ? payloads.get((int) index) : null;
  }

  String difference(Kept other) {
    for (int i = 0; i < Math.min(payloads.size(), other.payloads.size()); i++) {
      if (!payloads.get(i).equals(other.payloads.get(i))) {
        return "first at " + (first + i) + ", " + payloads.get(i) + " and " + other.payloads.get(i);
      }
    }
    return "from " + first + " to " + top() + ", and from " + other.first + " to " + other.top();
  }
}
