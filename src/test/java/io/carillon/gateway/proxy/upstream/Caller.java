package io.carillon.gateway.proxy.upstream;

import static io.carillon.gateway.testkit.Await.await;

import io.carillon.gateway.config.InjectConfig;
import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.request.Forwarding;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.carillon.gateway.wire.ChannelTakeover;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Somebody who wants connections to targets: one loop, and one request of one client. */
final class Caller implements AutoCloseable {

  final Vertx vertx;
  final UpstreamTls tls;
  private final Context context;
  private final Upstreams upstreams;
  private final ProxyRequest request;

  Caller() {
    this(new VertxOptions());
  }

  Caller(VertxOptions options) {
    this(options, new UpstreamTls());
  }

  Caller(UpstreamTls tls) {
    this(new VertxOptions(), tls);
  }

  private Caller(VertxOptions options, UpstreamTls tls) {
    this.tls = tls;
    vertx = Vertx.vertx(options.setPreferNativeTransport(true));
    context = vertx.getOrCreateContext();
    upstreams = new Upstreams(vertx, ChannelTakeover.eventLoop(context), tls);
    request = request();
  }

  private ProxyRequest request() {
    RouteConfig route =
        new RouteConfig(
            "route",
            "/",
            Optional.empty(),
            Map.of(),
            new RouteConfig.Proxy("pool", Optional.empty(), List.of(), false, InjectConfig.PLAIN),
            List.of());
    Promise<ProxyRequest> made = Promise.promise();
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  made.complete(ProxyRequest.of(request, route, Forwarding.NOBODY));
                  request.response().end();
                });
    await(server.listen(0, "127.0.0.1"));
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
      client
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return await(made.future());
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    } finally {
      await(server.close());
    }
  }

  /** One that is not connected yet, nor on a loop. */
  Channel channel() {
    return upstreams.channel(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9));
  }

  /** The client whom everything is for. */
  ProxyRequest client() {
    return request;
  }

  /** Reads certificates. */
  Future<Void> read(Pool pool) {
    return tls.update(vertx, List.of(pool.config()));
  }

  Future<Upstream> connect(Pool pool) {
    return connect(pool, () -> null);
  }

  /**
   * @param chosen asked on the loop
   */
  Future<Upstream> connect(Pool pool, Supplier<Target> chosen) {
    return connect(pool, chosen, Future::succeededFuture);
  }

  private <T> Future<T> connect(
      Pool pool, Supplier<Target> chosen, Function<Upstream, Future<T>> use) {
    Promise<Upstream> found = Promise.promise();
    return onLoop(
        () -> {
          Future<T> used = found.future().compose(use);
          search(pool, found).begin(chosen.get());
          return used;
        });
  }

  /** Looks for a connection and gives up at once; fails if that comes to anything. */
  void giveUp(Pool pool, Promise<Upstream> outcome) {
    await(
        onLoop(
            () -> {
              Search search = search(pool, outcome);
              search.begin(null);
              search.cancel();
              search.cancel();
              return Future.succeededFuture();
            }));
  }

  private Search search(Pool pool, Promise<Upstream> found) {
    Search.Seeker seeker =
        new Search.Seeker() {
          @Override
          public void onFound(Upstream upstream) {
            found.complete(upstream);
          }

          @Override
          public void onNobody(UpstreamFailure failure) {
            found.fail(failure);
          }
        };
    return upstreams.search(pool, request, new HashSet<>(), seeker);
  }

  /** Connects and returns the connection. */
  Upstream connected(Pool pool) {
    return await(connect(pool));
  }

  /** Whether it can connect; closes the connection. */
  boolean reaches(Pool pool) {
    try {
      await(connect(pool)).channel().close();
      return true;
    } catch (UpstreamFailure failure) {
      return false;
    }
  }

  /** Fails to connect, and returns what the client is told. */
  String refused(Pool pool) {
    try {
      await(connect(pool));
      throw new AssertionError("connected");
    } catch (UpstreamFailure failure) {
      return failure.status() + " " + failure.getMessage();
    }
  }

  /** Does something on the loop. */
  <T> Future<T> onLoop(Supplier<Future<T>> step) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(go -> step.get().onComplete(promise));
    return promise.future();
  }

  /**
   * Connects, sends a text and returns all that comes until the end. All in one go on the loop: a
   * server that hangs up at once would have done so before anybody listens.
   */
  String converse(Pool pool, String text) {
    return await(
        connect(
            pool,
            () -> null,
            upstream -> {
              Promise<String> answer = Promise.promise();
              Channel channel = upstream.channel();
              channel.pipeline().addLast(new Listener(answer));
              channel.config().setAutoRead(true);
              ByteBuf bytes = channel.alloc().directBuffer();
              bytes.writeCharSequence(text, StandardCharsets.US_ASCII);
              channel.writeAndFlush(bytes);
              return answer.future();
            }));
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  private static final class Listener extends ChannelInboundHandlerAdapter {
    private final Promise<String> answer;
    private final StringBuilder heard = new StringBuilder();

    private Listener(Promise<String> answer) {
      this.answer = answer;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      heard.append(bytes.toString(StandardCharsets.US_ASCII));
      bytes.release();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      answer.tryComplete(heard.toString());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      answer.tryComplete(heard + " " + cause.getClass().getSimpleName());
      ctx.close();
    }
  }
}
