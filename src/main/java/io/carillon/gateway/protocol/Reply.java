package io.carillon.gateway.protocol;

import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.UnsubscribeCode;
import java.util.List;
import java.util.Map;

/** What one client hears: answers to its commands, and pushes that are meant for it alone. */
public sealed interface Reply {
  /** The command was refused. */
  record Failure(int id, ErrorCode code) implements Reply {}

  /** The command was refused by a backend that was asked, in its words. */
  record Refusal(int id, int code, String message, boolean temporary) implements Reply {}

  /**
   * What a backend answered to a call.
   *
   * @param data null when it said nothing
   */
  record RpcReply(int id, Payload data) implements Reply {}

  /**
   * The client is connected.
   *
   * @param ttlSeconds until what it may do expires; 0 for never
   * @param data of the backend that let it in; null when there is none
   * @param pingSeconds between our pings; 0 when we send none of the protocol's
   * @param pong whether we want them answered
   * @param session secret by which commands are sent to it apart from it; empty when its transport
   *     takes them
   * @param node that has the session, as the client has to name it
   * @param subs the channels that the server subscribed it to
   */
  record Connected(
      int id,
      String client,
      String version,
      int ttlSeconds,
      Payload data,
      int pingSeconds,
      boolean pong,
      String session,
      String node,
      Map<String, SubscribeResult> subs)
      implements Reply {}

  /** The client is subscribed. */
  record Subscribed(int id, SubscribeResult result) implements Reply {}

  /**
   * How a subscription began.
   *
   * @param position where the stream stands; {@link StreamPosition#NONE} when there is none
   * @param publications that the client missed
   * @param ttlSeconds until the subscription expires; 0 for never
   * @param data of whoever let the client subscribe; null when there is none
   * @param delta whether publications, these and later ones, are told as {@link Codec#encodeDelta}
   *     tells them
   */
  record SubscribeResult(
      boolean recoverable,
      boolean positioned,
      StreamPosition position,
      List<Publication> publications,
      boolean wasRecovering,
      boolean recovered,
      int ttlSeconds,
      Payload data,
      boolean delta) {
    /** One that tells publications whole. */
    public SubscribeResult(
        boolean recoverable,
        boolean positioned,
        StreamPosition position,
        List<Publication> publications,
        boolean wasRecovering,
        boolean recovered,
        int ttlSeconds,
        Payload data) {
      this(
          recoverable,
          positioned,
          position,
          publications,
          wasRecovering,
          recovered,
          ttlSeconds,
          data,
          false);
    }
  }

  /** The client hears the channel no more. */
  record Unsubscribed(int id) implements Reply {}

  /** The publication is accepted. */
  record Published(int id) implements Reply {}

  /** Who is in the channel, by client id. */
  record PresenceReply(int id, Map<String, ClientInfo> clients) implements Reply {}

  /** How many are in the channel. */
  record PresenceStatsReply(int id, int clients, int users) implements Reply {}

  /** A part of a stream, and where the stream stands. */
  record HistoryReply(int id, List<Publication> publications, StreamPosition top)
      implements Reply {}

  /**
   * The connection token was taken.
   *
   * @param ttlSeconds until it expires; 0 for never
   */
  record Refreshed(int id, String client, String version, int ttlSeconds) implements Reply {}

  /**
   * The subscription token was taken.
   *
   * @param ttlSeconds until it expires; 0 for never
   */
  record SubRefreshed(int id, int ttlSeconds) implements Reply {}

  /** We live. */
  record Pong(int id) implements Reply {}

  /** The server ended a subscription. */
  record UnsubscribePush(String channel, UnsubscribeCode code) implements Reply {}

  /** The server began a subscription. */
  record SubscribePush(String channel, SubscribeResult result) implements Reply {}

  /**
   * The server let the client stay for longer, or for less.
   *
   * @param ttlSeconds until it expires; 0 for never
   */
  record RefreshPush(int ttlSeconds) implements Reply {}

  /**
   * The server hangs up; where the transport itself has no word for it.
   *
   * @param reconnect whether the client is to come back
   */
  record DisconnectPush(int code, String reason, boolean reconnect) implements Reply {}

  /** Asks the client for a sign of life: the empty reply. */
  record Ping() implements Reply {}
}
