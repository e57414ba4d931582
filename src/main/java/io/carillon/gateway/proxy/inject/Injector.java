package io.carillon.gateway.proxy.inject;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.config.InjectConfig;
import io.carillon.gateway.hub.HubShard;
import io.carillon.gateway.hub.PushEncoder;
import io.carillon.gateway.proxy.link.Hearing;
import io.carillon.gateway.proxy.link.ProxyLink;
import io.carillon.gateway.proxy.sticky.PolledNamespace;
import io.carillon.gateway.pubsub.PubSub;
import io.carillon.gateway.pubsub.RawFrames;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Lets the links of one route hear channels, in the form that the route wants. One per route and
 * loop; confined to it.
 */
public final class Injector {
  private static final int NEWEST_ENGINE = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration CLOSE_SPREAD = Duration.ofSeconds(5);

  private final InjectConfig form;
  private final PolledNamespace polled;
  private final InjectionServices services;

  /**
   * @param polled who is in the namespace by polls; null when links need not be in one
   */
  public Injector(HubShard shard, PubSub pubSub, InjectConfig form, PolledNamespace polled) {
    this(shard, pubSub, form, polled, PATIENCE, CLOSE_SPREAD);
  }

  /**
   * With other times.
   *
   * @param patience until the broker has to have acknowledged what a link hears
   * @param closeSpread within which links end that cannot get what they missed
   */
  Injector(
      HubShard shard,
      PubSub pubSub,
      InjectConfig form,
      PolledNamespace polled,
      Duration patience,
      Duration closeSpread) {
    this.form = form;
    this.polled = polled;
    this.services =
        new InjectionServices(shard, pubSub, new Patience(shard.loop(), patience), closeSpread);
  }

  /**
   * Takes out of a handshake what would make its messages unreadable to us, where we have to read
   * them: compression. Socket.IO does without it unless told otherwise. To be called before a
   * target is told of the handshake.
   *
   * @param headers of the request
   * @param channels that the link will hear
   */
  public void prepare(MultiMap headers, List<Channel> channels) {
    if (form.form() == InjectConfig.Form.SOCKET_IO && !channels.isEmpty()) {
      headers.remove(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS);
    }
  }

  /**
   * What one link of the route is to hear.
   *
   * @param channels each once
   * @param uri of the handshake, as the client sent it
   */
  public Hearing hearing(List<Channel> channels, String uri) {
    if (channels.isEmpty()) {
      return Hearing.NOTHING;
    }
    return switch (form.form()) {
      case RAW -> plain(channels, RawFrames.PUSH);
      case TEXT -> plain(channels, UniformFrames.TEXT);
      case BINARY -> plain(channels, UniformFrames.BINARY);
      case SOCKET_IO -> socketIo(channels, uri);
    };
  }

  private Hearing plain(List<Channel> channels, PushEncoder encoder) {
    return new Injection(services, encoder, channels, (link, injection) -> injection.join());
  }

  private Hearing socketIo(List<Channel> channels, String uri) {
    Map<String, List<String>> query = query(uri);
    String engine = first(query, "EIO");
    boolean old = engine.length() == 1 && engine.charAt(0) < '0' + NEWEST_ENGINE;
    boolean fromPolling = !first(query, "sid").isEmpty();
    String sid = PolledNamespace.sid(uri);
    return new Injection(
        services,
        SocketIoFrames.of(form.event(), form.namespace(), old),
        channels,
        (link, injection) -> watch(link, injection, fromPolling, sid));
  }

  private void watch(ProxyLink link, Injection injection, boolean fromPolling, String sid) {
    // Later, and in their order: what passes must be written before anything is put behind it.
    SocketIoWatch watch =
        new SocketIoWatch(
            polled.namespace(),
            fromPolling ? known -> ask(link, sid, known) : null,
            () -> link.loop().execute(injection::join),
            () -> link.loop().execute(injection::leave));
    link.watch(watch::fromClient, watch::fromServer);
  }

  private void ask(ProxyLink link, String sid, Runnable known) {
    polled
        .has(sid)
        .onSuccess(
            in -> {
              if (in) {
                link.loop().execute(known);
              }
            });
  }

  private static Map<String, List<String>> query(String uri) {
    try {
      return new QueryStringDecoder(uri).parameters();
    } catch (IllegalArgumentException malformed) {
      return Map.of(); // for the server to judge
    }
  }

  private static String first(Map<String, List<String>> query, String name) {
    return query.getOrDefault(name, List.of("")).get(0);
  }
}
