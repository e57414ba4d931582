package io.carillon.gateway.api;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.protocol.JsonWriter;
import io.carillon.gateway.protocol.RawJson;
import io.carillon.gateway.pubsub.PubSub;
import io.carillon.gateway.pubsub.PublishRequest;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** {@code publish} and {@code broadcast}. */
final class PublishMethods {
  private static final int MAX_CHANNELS = 10_000;

  private final PubSub pubSub;

  PublishMethods(PubSub pubSub) {
    this.pubSub = pubSub;
  }

  void addTo(Map<String, ApiMethod> methods) {
    methods.put("publish", this::publish);
    methods.put("broadcast", this::broadcast);
  }

  private Future<Consumer<JsonWriter>> publish(RawJson request) {
    return pubSub
        .publish(Requests.channel(request), Requests.data(request), options(request))
        .map(position -> json -> write(position, json));
  }

  private Future<Consumer<JsonWriter>> broadcast(RawJson request) {
    List<String> names = request.strings("channels");
    if (names.isEmpty() || names.size() > MAX_CHANNELS) {
      throw new GatewayException(
          ErrorCode.BAD_REQUEST, "channels: wanted 1 to " + MAX_CHANNELS + " names");
    }
    Payload data = Requests.data(request);
    PublishRequest options = options(request);
    List<Future<StreamPosition>> publications = new ArrayList<>(names.size());
    for (String name : names) {
      publications.add(publish(name, data, options));
    }
    return Future.join(publications)
        .transform(all -> Future.succeededFuture(json -> writeAll(publications, json)));
  }

  private Future<StreamPosition> publish(String name, Payload data, PublishRequest options) {
    try {
      return pubSub.publish(new Channel(name), data, options);
    } catch (GatewayException refusal) {
      return Future.failedFuture(refusal);
    }
  }

  private static PublishRequest options(RawJson request) {
    request.bool("delta"); // taken, but it is for the policy to say where deltas are made
    return new PublishRequest(
        null,
        Requests.tags(request),
        Requests.idempotencyKey(request),
        request.bool("skip_history"));
  }

  private static void writeAll(List<Future<StreamPosition>> publications, JsonWriter json) {
    json.name("responses").beginArray();
    for (Future<StreamPosition> publication : publications) {
      json.begin();
      if (publication.succeeded()) {
        json.name("result").begin();
        write(publication.result(), json);
        json.end();
      } else {
        Answers.writeError(GatewayException.codeOf(publication.cause()), json);
      }
      json.end();
    }
    json.endArray();
  }

  private static void write(StreamPosition position, JsonWriter json) {
    if (!position.epoch().isEmpty()) {
      json.field("offset", position.offset()).field("epoch", position.epoch());
    }
  }
}
