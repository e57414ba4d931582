package io.carillon.gateway.proxy.inject;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.config.InjectConfig;
import io.carillon.gateway.hub.HubShard;
import io.carillon.gateway.hub.PushEncoder;
import io.carillon.gateway.proxy.link.ProxyLink;
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
  private static final Duration CLOSE_SPREAD = Duration.ofSeconds(5);

  private final HubShard shard;
  private final PubSub pubSub;
  private final InjectConfig form;
  private final Duration closeSpread;

  public Injector(HubShard shard, PubSub pubSub, InjectConfig form) {
    this(shard, pubSub, form, CLOSE_SPREAD);
  }

  /** With another time within which links end that cannot get what they missed. */
  Injector(HubShard shard, PubSub pubSub, InjectConfig form, Duration closeSpread) {
    this.shard = shard;
    this.pubSub = pubSub;
    this.form = form;
    this.closeSpread = closeSpread;
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
   * Subscribes a link, for as long as it lives. To be called when it opens, before anything of its
   * target passes.
   *
   * @param channels each once; nothing happens when there are none
   * @param uri of the handshake, as the client sent it
   */
  public void open(ProxyLink link, List<Channel> channels, String uri) {
    if (channels.isEmpty()) {
      return;
    }
    switch (form.form()) {
      case RAW -> open(link, channels, RawFrames.PUSH).join();
      case TEXT -> open(link, channels, UniformFrames.TEXT).join();
      case BINARY -> open(link, channels, UniformFrames.BINARY).join();
      case SOCKET_IO -> openSocketIo(link, channels, uri);
    }
  }

  private void openSocketIo(ProxyLink link, List<Channel> channels, String uri) {
    Map<String, List<String>> query = query(uri);
    String engine = first(query, "EIO");
    boolean old = engine.length() == 1 && engine.charAt(0) < '0' + NEWEST_ENGINE;
    Injection injection =
        open(link, channels, SocketIoFrames.of(form.event(), form.namespace(), old));
    // Later, and in their order: what passes must be written before anything is put behind it.
    SocketIoWatch watch =
        new SocketIoWatch(
            form.namespace(),
            !first(query, "sid").isEmpty(),
            () -> shard.loop().execute(injection::join),
            () -> shard.loop().execute(injection::leave));
    link.watch(watch::fromClient, watch::fromServer);
  }

  private Injection open(ProxyLink link, List<Channel> channels, PushEncoder encoder) {
    Injection injection = new Injection(shard, pubSub, link, encoder, channels, closeSpread);
    injection.begin();
    return injection;
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
