package io.carillon.gateway.broker.redis;

import static io.carillon.gateway.testkit.Await.await;

import io.carillon.gateway.broker.BrokerListener;
import io.carillon.gateway.broker.PublishOptions;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.config.ConfigLoader;
import io.carillon.gateway.config.RedisConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** What a gateway that is joined by Redis stands on, without the gateway. */
final class RedisNode implements AutoCloseable {
  final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  final RedisLink link;
  final RedisBroker broker;
  final Queue<ChannelEvent> heard = new ConcurrentLinkedQueue<>();

  /** One that has not begun to hear anything. */
  RedisNode(String... settings) {
    RedisConfig config = config(settings);
    link = new RedisLink(vertx, config);
    broker = new RedisBroker(link, config.patience());
  }

  static RedisConfig config(String... settings) {
    List<String> full = new ArrayList<>();
    for (String setting : settings) {
      full.add("broker.redis." + setting);
    }
    return ConfigLoader.load(Optional.empty(), full, Map.of()).broker().redis();
  }

  /** One that hears what it subscribes to. */
  static RedisNode start(String... settings) {
    RedisNode node = new RedisNode(settings);
    try {
      await(node.link.open());
      BrokerListener listener = node.heard::add;
      await(node.broker.start(listener));
      return node;
    } catch (RuntimeException | Error failure) {
      await(node.vertx.close());
      throw failure;
    }
  }

  StreamPosition publish(Channel channel, String text, Retention retention) {
    return await(tryPublish(channel, text, retention));
  }

  Future<StreamPosition> tryPublish(Channel channel, String text, Retention retention) {
    return broker.publish(
        channel, Payload.json(text), new PublishOptions(retention, null, Map.of(), null));
  }

  /** Whether Redis answers. */
  boolean isConnected() {
    return await(
        link.onLoop(() -> link.send(0, Request.cmd(Command.PING))).map(true).otherwise(false));
  }

  /** What was published, of all channels. */
  List<String> texts() {
    return publications().map(RedisNode::text).toList();
  }

  /** What was published in one. */
  List<String> texts(Channel channel) {
    return publications()
        .filter(publication -> publication.channel().equals(channel))
        .map(RedisNode::text)
        .toList();
  }

  private Stream<Publication> publications() {
    return heard.stream().filter(Publication.class::isInstance).map(Publication.class::cast);
  }

  private static String text(Publication publication) {
    return new String(publication.data().bytes(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    await(broker.close());
    await(link.close());
    await(vertx.close());
  }
}
