package io.carillon.gateway.cluster;

/**
 * A node of the cluster as this one sees it.
 *
 * @param id see {@link NodeIdentity#id}
 * @param name see {@link NodeIdentity#name}
 */
public record Peer(long id, String name) {
  /** The id as it stands in logs and addresses. */
  public String uid() {
    return NodeIdentity.uid(id);
  }
}
