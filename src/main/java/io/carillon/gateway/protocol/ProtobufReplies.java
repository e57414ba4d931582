package io.carillon.gateway.protocol;

import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Publication;
import java.util.List;

/** Writes replies and pushes as Protobuf; the numbers are those of the fields. */
final class ProtobufReplies {
  private static final int ID = 1;
  private static final int PUSH = 4;
  private static final int CHANNEL = 2;

  private ProtobufReplies() {}

  static void write(ChannelEvent event, ProtobufWriter out) {
    int atLeast = event instanceof Publication publication ? publication.data().size() : 0;
    out.begin(atLeast).beginField(PUSH, atLeast).field(CHANNEL, event.channel().name());
    if (event instanceof Publication publication) {
      out.publication(4, publication);
    } else if (event instanceof ChannelEvent.Joined joined) {
      out.beginField(5, 0).clientInfo(1, joined.info()).end();
    } else if (event instanceof ChannelEvent.Left left) {
      out.beginField(6, 0).clientInfo(1, left.info()).end();
    }
    out.end().end();
  }

  static void writeDelta(Publication publication, Publication before, ProtobufWriter out) {
    out.begin(0).beginField(PUSH, 0).field(CHANNEL, publication.channel().name());
    out.delta(4, publication, before).end().end();
  }

  static void write(Reply reply, ProtobufWriter out) {
    out.begin(0);
    if (reply instanceof Reply.Failure failure) {
      failure(failure, out);
    } else if (reply instanceof Reply.Refusal refusal) {
      out.field(ID, refusal.id()).beginField(2, 0);
      out.field(1, refusal.code()).field(2, refusal.message());
      out.field(3, refusal.temporary()).end();
    } else if (reply instanceof Reply.RpcReply rpc) {
      out.field(ID, rpc.id()).beginField(13, 0).field(1, rpc.data()).end();
    } else if (reply instanceof Reply.Connected connected) {
      connected(connected, out);
    } else if (reply instanceof Reply.Subscribed subscribed) {
      result(subscribed.result(), out.field(ID, subscribed.id()).beginField(6, 0)).end();
    } else if (reply instanceof Reply.Unsubscribed unsubscribed) {
      out.field(ID, unsubscribed.id()).beginField(7, 0).end();
    } else if (reply instanceof Reply.Published published) {
      out.field(ID, published.id()).beginField(8, 0).end();
    } else if (reply instanceof Reply.PresenceReply presence) {
      presence(presence, out);
    } else if (reply instanceof Reply.PresenceStatsReply stats) {
      out.field(ID, stats.id()).beginField(10, 0);
      out.field(1, stats.clients()).field(2, stats.users()).end();
    } else if (reply instanceof Reply.HistoryReply history) {
      out.field(ID, history.id()).beginField(11, sizeOf(history.publications()));
      history.publications().forEach(one -> out.publication(1, one));
      out.field(2, history.top().epoch()).field(3, history.top().offset()).end();
    } else if (reply instanceof Reply.Refreshed refreshed) {
      out.field(ID, refreshed.id()).beginField(14, 0);
      out.field(1, refreshed.client()).field(2, refreshed.version());
      ttl(3, refreshed.ttlSeconds(), out).end();
    } else if (reply instanceof Reply.SubRefreshed refreshed) {
      ttl(1, refreshed.ttlSeconds(), out.field(ID, refreshed.id()).beginField(15, 0)).end();
    } else if (reply instanceof Reply.Pong pong) {
      out.field(ID, pong.id()).beginField(12, 0).end();
    } else if (reply instanceof Reply.UnsubscribePush push) {
      out.beginField(PUSH, 0).field(CHANNEL, push.channel()).beginField(7, 0);
      out.field(2, push.code().number()).field(3, push.code().reason()).end().end();
    } else if (reply instanceof Reply.SubscribePush push) {
      subscribePush(push, out);
    } else if (reply instanceof Reply.RefreshPush push) {
      ttl(1, push.ttlSeconds(), out.beginField(PUSH, 0).beginField(12, 0)).end().end();
    } else if (reply instanceof Reply.DisconnectPush push) {
      out.beginField(PUSH, 0).beginField(11, 0).field(1, push.code());
      out.field(2, push.reason()).field(3, push.reconnect()).end().end();
    } else if (!(reply instanceof Reply.Ping)) {
      throw new IllegalStateException("no Protobuf form of " + reply.getClass().getSimpleName());
    }
    out.end();
  }

  private static void failure(Reply.Failure failure, ProtobufWriter out) {
    out.field(ID, failure.id()).beginField(2, 0);
    out.field(1, failure.code().number()).field(2, failure.code().text());
    out.field(3, failure.code().retryable()).end();
  }

  private static void connected(Reply.Connected connected, ProtobufWriter out) {
    out.field(ID, connected.id()).beginField(5, 0);
    out.field(1, connected.client()).field(2, connected.version());
    ttl(3, connected.ttlSeconds(), out).field(5, connected.data());
    connected.subs().forEach((channel, sub) -> result(sub, out.beginEntry(6, channel)).end().end());
    out.field(7, connected.pingSeconds()).field(8, connected.pong());
    out.field(9, connected.session()).field(10, connected.node()).end();
  }

  private static ProtobufWriter result(Reply.SubscribeResult result, ProtobufWriter out) {
    ttl(1, result.ttlSeconds(), out);
    out.field(3, result.recoverable()).field(6, result.position().epoch());
    missed(result, out);
    out.field(8, result.recovered()).field(9, result.position().offset());
    out.field(10, result.positioned()).field(11, result.data());
    return out.field(12, result.wasRecovering()).field(13, result.delta());
  }

  private static void missed(Reply.SubscribeResult result, ProtobufWriter out) {
    Publication before = null;
    for (Publication publication : result.publications()) {
      out.delta(7, publication, before);
      before = result.delta() ? publication : null;
    }
  }

  private static void presence(Reply.PresenceReply presence, ProtobufWriter out) {
    out.field(ID, presence.id()).beginField(9, 0);
    presence
        .clients()
        .forEach((client, info) -> out.beginField(1, 0).field(1, client).clientInfo(2, info).end());
    out.end();
  }

  // A push tells less than an answer: what came before it was not missed.
  private static void subscribePush(Reply.SubscribePush push, ProtobufWriter out) {
    out.beginField(PUSH, 0).field(CHANNEL, push.channel()).beginField(9, 0);
    out.field(1, push.result().recoverable()).field(4, push.result().position().epoch());
    out.field(5, push.result().position().offset()).field(6, push.result().positioned());
    out.field(7, push.result().data()).end().end();
  }

  // Whether it expires stands before the time that is left.
  private static ProtobufWriter ttl(int expires, int seconds, ProtobufWriter out) {
    return out.field(expires, seconds != 0).field(expires + 1, seconds);
  }

  private static int sizeOf(List<Publication> publications) {
    int size = 0;
    for (Publication one : publications) {
      size += one.data().size();
    }
    return size;
  }
}
