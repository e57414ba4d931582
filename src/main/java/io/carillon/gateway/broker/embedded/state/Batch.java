package io.carillon.gateway.broker.embedded.state;

/**
 * What one node published at once into one channel: taken whole, and once.
 *
 * @param node that publishes; 0 on a single node, where nothing is ever merged
 * @param sequence rising with each batch of the node, never 0
 */
record Batch(long node, long sequence) {
  /** Of a single node. */
  static final Batch ALONE = new Batch(0, 0);
}
