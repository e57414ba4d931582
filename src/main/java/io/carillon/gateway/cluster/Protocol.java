package io.carillon.gateway.cluster;

/**
 * How the nodes of a cluster talk to each other and keep what they share. Stateless.
 *
 * <p>A <em>generation</em> is what all of them have to have in common: a node of another one is
 * refused before it is given anything, since one would misread the other. Within a generation what
 * is added stands behind what there was, where earlier versions skip it, and what they send lacks
 * it; so nodes of neighbouring versions can be one cluster, and be replaced one by one.
 */
public final class Protocol {
  private Protocol() {}

  /** Rises when a message, a state or a key is laid out in another way, and not only longer. */
  public static int generation() {
    return 1;
  }
}
