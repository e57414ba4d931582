package io.carillon.gateway.protocol;

import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.filter.FilterNode;
import java.util.Map;

/**
 * What a client says. Strings are never null but empty when the client left them out; payloads may
 * be null.
 */
public sealed interface Command {
  /** Numbers the commands of a client, from 1; 0 when the client gave none. */
  int id();

  /**
   * Begins the conversation.
   *
   * @param subs where the client stood in channels that the server had subscribed it to
   * @param software what the client is
   * @param headers that it would have sent with its handshake, had its browser let it
   */
  record Connect(
      int id,
      String token,
      Payload data,
      Map<String, SubscribeRequest> subs,
      Software software,
      Map<String, String> headers)
      implements Command {}

  /**
   * What a client calls itself.
   *
   * @param name of its library; empty when it does not say
   * @param version of its application; empty when it does not say
   */
  record Software(String name, String version) {
    /** Says nothing. */
    public static final Software UNKNOWN = new Software("", "");
  }

  /** Asks to hear a channel. */
  record Subscribe(int id, SubscribeRequest request) implements Command {}

  /**
   * How a channel is to be heard.
   *
   * @param recover whether the client stood at {@code position} and wants what it missed
   * @param rejectUnrecovered whether it would rather be refused than told that recovery failed
   * @param delta how it wants publications told as what changed since the one before, {@code
   *     fossil}; empty to get them whole
   * @param filter of the publications it wants; null for all
   */
  record SubscribeRequest(
      String channel,
      String token,
      boolean recover,
      StreamPosition position,
      Payload data,
      boolean rejectUnrecovered,
      String delta,
      FilterNode filter) {
    /** One that wants all publications, and whole. */
    public SubscribeRequest(
        String channel,
        String token,
        boolean recover,
        StreamPosition position,
        Payload data,
        boolean rejectUnrecovered) {
      this(channel, token, recover, position, data, rejectUnrecovered, "", null);
    }
  }

  /** Asks to hear a channel no more. */
  record Unsubscribe(int id, String channel) implements Command {}

  /** Publishes. {@code data} is never null: JSON null when the client left it out. */
  record Publish(int id, String channel, Payload data) implements Command {}

  /** Asks who is in a channel. */
  record Presence(int id, String channel) implements Command {}

  /** Asks how many are in a channel. */
  record PresenceStats(int id, String channel) implements Command {}

  /**
   * Reads a stream.
   *
   * @param limit 0 for the position alone, negative for as much as is allowed
   * @param since null for the whole stream
   */
  record History(int id, String channel, int limit, StreamPosition since, boolean reverse)
      implements Command {}

  /** Calls the backend. */
  record Rpc(int id, String method, Payload data) implements Command {}

  /** Tells the backend something, without an answer. */
  record Send(int id, Payload data) implements Command {}

  /** Brings a new connection token. */
  record Refresh(int id, String token) implements Command {}

  /** Brings a new subscription token. */
  record SubRefresh(int id, String channel, String token) implements Command {}

  /** Asks for a sign of life. */
  record Ping(int id) implements Command {}

  /** Answers our ping: the empty command. */
  record Pong() implements Command {
    @Override
    public int id() {
      return 0;
    }
  }

  /** Well-formed, with no method that we know. */
  record Unknown(int id) implements Command {}
}
