package io.carillon.gateway.config;

/**
 * What clients may ask of a node, beyond the bounds that {@link SessionsConfig} has for each. Zero
 * is no limit, throughout.
 *
 * @param commands of one client
 * @param publications of one client; they count as commands, too
 * @param connectBytes of all that a client sends before it is connected, in one message; at most
 *     what any message may have
 * @param userConnections of one user on this node, of whom a name is known
 * @param userChannels that the clients of one user are subscribed to on this node, each counted
 * @param addressConnections from one address, of IPv6 from the same /64
 * @param connections of this node: clients and links, from the answer to their handshakes to the
 *     end of their sockets
 * @param admission of those who come at once
 * @param reservedFiles descriptors that are not for clients; 0 for as many as fit the limit of the
 *     process
 * @param memory how full it may be
 */
public record LimitsConfig(
    Rate commands,
    Rate publications,
    int connectBytes,
    int userConnections,
    int userChannels,
    int addressConnections,
    int connections,
    AdmissionConfig admission,
    int reservedFiles,
    MemoryConfig memory) {

  /** Whether nothing is limited of a client that is connected, or of its user. */
  public boolean isNoneOfClients() {
    return commands.isNone() && publications.isNone() && userConnections == 0 && userChannels == 0;
  }

  /**
   * How often.
   *
   * @param perSecond in the long run; 0 for as often as one likes
   * @param burst at once, after a rest
   */
  public record Rate(int perSecond, int burst) {
    /** Whether it is as often as one likes. */
    public boolean isNone() {
      return perSecond == 0;
    }
  }
}
