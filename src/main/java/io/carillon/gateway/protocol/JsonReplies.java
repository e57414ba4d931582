package io.carillon.gateway.protocol;

import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Publication;
import java.util.List;

/**
 * Writes replies and pushes as JSON. What is false, zero or empty is left out, as the reference
 * server does.
 */
final class JsonReplies {
  private JsonReplies() {}

  static void write(ChannelEvent event, JsonWriter json) {
    json.begin().name("push").begin().field("channel", event.channel().name());
    if (event instanceof Publication publication) {
      json.name("pub").publication(publication);
    } else if (event instanceof ChannelEvent.Joined joined) {
      json.name("join").begin().name("info").clientInfo(joined.info()).end();
    } else if (event instanceof ChannelEvent.Left left) {
      json.name("leave").begin().name("info").clientInfo(left.info()).end();
    }
    json.end().end();
  }

  static void writeDelta(Publication publication, Publication before, JsonWriter json) {
    json.begin().name("push").begin().field("channel", publication.channel().name()).name("pub");
    JsonDelta.write(publication, before, json);
    json.end().end();
  }

  static void write(Reply reply, JsonWriter json) {
    json.begin();
    if (reply instanceof Reply.Failure failure) {
      failure(failure, json);
    } else if (reply instanceof Reply.Refusal refusal) {
      json.field("id", refusal.id()).name("error").begin();
      json.field("code", refusal.code()).field("message", refusal.message());
      flag("temporary", refusal.temporary(), json).end();
    } else if (reply instanceof Reply.RpcReply rpc) {
      json.field("id", rpc.id()).name("rpc").begin().field("data", rpc.data()).end();
    } else if (reply instanceof Reply.Connected connected) {
      connected(connected, json);
    } else if (reply instanceof Reply.Subscribed subscribed) {
      json.field("id", subscribed.id()).name("subscribe").begin();
      result(subscribed.result(), json).end();
    } else if (reply instanceof Reply.Unsubscribed unsubscribed) {
      json.field("id", unsubscribed.id()).name("unsubscribe").begin().end();
    } else if (reply instanceof Reply.Published published) {
      json.field("id", published.id()).name("publish").begin().end();
    } else if (reply instanceof Reply.PresenceReply presence) {
      presence(presence, json);
    } else if (reply instanceof Reply.PresenceStatsReply stats) {
      json.field("id", stats.id()).name("presence_stats").begin();
      json.field("num_clients", stats.clients()).field("num_users", stats.users()).end();
    } else if (reply instanceof Reply.HistoryReply history) {
      json.field("id", history.id()).name("history").begin();
      publications(history.publications(), json);
      json.field("epoch", history.top().epoch()).field("offset", history.top().offset()).end();
    } else if (reply instanceof Reply.Refreshed refreshed) {
      json.field("id", refreshed.id()).name("refresh").begin();
      json.field("client", refreshed.client()).field("version", refreshed.version());
      ttl(refreshed.ttlSeconds(), json).end();
    } else if (reply instanceof Reply.SubRefreshed refreshed) {
      json.field("id", refreshed.id()).name("sub_refresh").begin();
      ttl(refreshed.ttlSeconds(), json).end();
    } else if (reply instanceof Reply.Pong pong) {
      json.field("id", pong.id()).name("ping").begin().end();
    } else if (reply instanceof Reply.UnsubscribePush push) {
      json.name("push").begin().field("channel", push.channel()).name("unsubscribe").begin();
      json.field("code", push.code().number()).field("reason", push.code().reason()).end().end();
    } else if (reply instanceof Reply.SubscribePush push) {
      json.name("push").begin().field("channel", push.channel()).name("subscribe").begin();
      result(push.result(), json).end().end();
    } else if (reply instanceof Reply.RefreshPush push) {
      json.name("push").begin().name("refresh").begin();
      ttl(push.ttlSeconds(), json).end().end();
    } else if (reply instanceof Reply.DisconnectPush push) {
      json.name("push").begin().name("disconnect").begin().field("code", push.code());
      flag("reconnect", push.reconnect(), json.field("reason", push.reason())).end().end();
    }
    json.end();
  }

  private static void failure(Reply.Failure failure, JsonWriter json) {
    json.field("id", failure.id()).name("error").begin();
    json.field("code", failure.code().number()).field("message", failure.code().text());
    flag("temporary", failure.code().retryable(), json).end();
  }

  private static void connected(Reply.Connected connected, JsonWriter json) {
    json.field("id", connected.id()).name("connect").begin();
    json.field("client", connected.client()).field("version", connected.version());
    ttl(connected.ttlSeconds(), json).field("data", connected.data());
    if (!connected.subs().isEmpty()) {
      json.name("subs").begin();
      connected.subs().forEach((channel, sub) -> result(sub, json.name(channel).begin()).end());
      json.end();
    }
    if (connected.pingSeconds() > 0) {
      json.field("ping", connected.pingSeconds());
    }
    flag("pong", connected.pong(), json);
    if (!connected.session().isEmpty()) {
      json.field("session", connected.session());
    }
    json.field("node", connected.node()).end();
  }

  private static JsonWriter result(Reply.SubscribeResult result, JsonWriter json) {
    ttl(result.ttlSeconds(), json);
    flag("recoverable", result.recoverable(), json);
    if (!result.position().epoch().isEmpty()) {
      json.field("epoch", result.position().epoch());
    }
    if (!result.publications().isEmpty()) {
      missed(result, json);
    }
    flag("recovered", result.recovered(), json);
    if (result.position().offset() != 0) {
      json.field("offset", result.position().offset());
    }
    flag("positioned", result.positioned(), json).field("data", result.data());
    flag("was_recovering", result.wasRecovering(), json);
    return flag("delta", result.delta(), json);
  }

  private static void missed(Reply.SubscribeResult result, JsonWriter json) {
    if (result.delta()) {
      JsonDelta.writeAll(result.publications(), json.name("publications").beginArray());
      json.endArray();
    } else {
      publications(result.publications(), json);
    }
  }

  private static void presence(Reply.PresenceReply presence, JsonWriter json) {
    json.field("id", presence.id()).name("presence").begin().name("presence").begin();
    presence.clients().forEach((client, info) -> json.name(client).clientInfo(info));
    json.end().end();
  }

  private static void publications(List<Publication> publications, JsonWriter json) {
    json.name("publications").beginArray();
    publications.forEach(json::publication);
    json.endArray();
  }

  private static JsonWriter ttl(int seconds, JsonWriter json) {
    return seconds == 0 ? json : json.field("expires", true).field("ttl", seconds);
  }

  private static JsonWriter flag(String name, boolean value, JsonWriter json) {
    return value ? json.field(name, true) : json;
  }
}
