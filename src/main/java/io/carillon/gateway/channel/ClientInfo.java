package io.carillon.gateway.channel;

/**
 * Who published, joined or is present.
 *
 * @param client id of the session, unique in the cluster
 * @param user id of the user; empty when anonymous
 * @param connInfo JSON given to the connection, or null
 * @param chanInfo JSON given to the subscription, or null
 */
public record ClientInfo(String client, String user, Payload connInfo, Payload chanInfo) {}
