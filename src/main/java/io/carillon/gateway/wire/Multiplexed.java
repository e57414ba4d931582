package io.carillon.gateway.wire;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.timeout.IdleStateEvent;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A connection of HTTP/2, RFC 9113: what {@link RequestConnection} does with a whole connection of
 * HTTP/1.1 is done here with one stream of it. Stands before Vert.x in the pipeline. Confined to
 * its loop.
 */
final class Multiplexed extends ChannelInboundHandlerAdapter {
  private static final String NAME = "multiplexed";

  /** So that nobody is on the way any more with a request that would not be answered. */
  private static final Duration PARTING = Duration.ofSeconds(1);

  private final Http2ConnectionHandler frames;
  private final BooleanSupplier leaving;
  private final Http2Connection.PropertyKey stateKey;
  private final StuckStreams stuck;
  private ChannelHandlerContext ctx;

  /** Exchanges that do not want to be closed for being idle. */
  private int patience;

  private boolean parting;

  private Multiplexed(Http2ConnectionHandler frames, BooleanSupplier leaving, Duration idle) {
    this.frames = frames;
    this.leaving = leaving;
    this.stateKey = frames.connection().newKey();
    this.stuck = new StuckStreams(frames, stateKey, idle, id -> reset(id, Http2Error.CANCEL));
  }

  /**
   * Guards a new connection, whose first settings have come.
   *
   * @param options of its server
   */
  static void guard(ChannelPipeline pipeline, HttpServerOptions options, ConnectionGuard guard) {
    Http2ConnectionHandler frames = pipeline.get(Http2ConnectionHandler.class);
    // Not only once the client says that it has heard of it.
    long streams = options.getInitialSettings().getMaxConcurrentStreams();
    frames.connection().remote().maxActiveStreams((int) streams);
    Duration idle = Duration.ofSeconds(options.getIdleTimeout());
    Multiplexed connection = new Multiplexed(frames, guard.leaving(), idle);
    pipeline.addBefore(RequestConnection.VERTX, NAME, connection);
    frames
        .decoder()
        .frameListener(
            new StreamHeads(
                frames.decoder().frameListener(), connection, frames, guard.onMalformed()));
  }

  /** Does something with that of a request over HTTP/2, unless it is gone. */
  static void with(HttpServerRequest request, Consumer<Multiplexed> action) {
    if (ChannelTakeover.channel(request).pipeline().get(NAME) instanceof Multiplexed streams) {
      action.accept(streams);
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    ctx = added;
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stuck.stop();
    context.fireChannelInactive();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (!(event instanceof IdleStateEvent)) {
      context.fireUserEventTriggered(event);
    } else if (patience == 0) {
      context.channel().close(); // from behind Vert.x, so that it says so
    }
  }

  /** Whether the head of a request has come on a stream. */
  boolean isKnown(Http2Stream stream) {
    return stream.getProperty(stateKey) != null;
  }

  /** The head has come. */
  void began(Http2Stream stream) {
    stream.setProperty(stateKey, new StreamState());
    stuck.watch(ctx.executor());
    if (leaving.getAsBoolean()) {
      part();
    }
  }

  /** Fields behind the body have come. */
  void keepTrailers(Http2Stream stream, HttpHeaders fields) {
    StreamState state = stream.getProperty(stateKey);
    state.keepTrailers(fields);
  }

  /** Has somebody hear of the fields behind the body of a request. */
  void awaitTrailers(HttpServerRequest request, RequestTrailers awaiting) {
    StreamState state = state(request);
    if (state != null) {
      state.awaitTrailers(awaiting);
    }
  }

  /** The client lets more be sent on a stream, or on all of them if it is the connection's. */
  void onRoom(int id) {
    stuck.onRoom(id);
  }

  void bePatient(HttpServerRequest request) {
    patience++;
    StreamState state = state(request);
    if (state != null) {
      state.bePatient();
    }
  }

  void endPatience(HttpServerRequest request) {
    patience--;
    StreamState state = state(request);
    if (state != null) {
      state.endPatience();
    }
  }

  // Null when its stream is gone.
  private StreamState state(HttpServerRequest request) {
    Http2Stream stream = frames.connection().stream(request.streamId());
    return stream == null ? null : stream.getProperty(stateKey);
  }

  /** Breaks a stream, if it is still there. */
  void reset(HttpServerRequest request) {
    reset(request.streamId(), Http2Error.INTERNAL_ERROR);
  }

  /** After the whole answer: what still comes of the request is not read, section 8.1. */
  void stopReading(int id) {
    Http2Stream stream = frames.connection().stream(id);
    if (stream != null && stream.state().remoteSideOpen()) {
      reset(id, Http2Error.NO_ERROR);
    }
  }

  private void reset(int id, Http2Error why) {
    if (frames.connection().stream(id) != null && ctx.channel().isActive()) {
      ChannelHandlerContext own = ctx.pipeline().context(frames);
      frames.resetStream(own, id, why.code(), own.newPromise());
      ctx.channel().flush();
    }
  }

  // What was asked before the client heard of it is answered, section 6.8.
  private void part() {
    if (parting) {
      return;
    }
    parting = true;
    ChannelHandlerContext own = ctx.pipeline().context(frames);
    frames.goAway(
        own,
        Integer.MAX_VALUE,
        Http2Error.NO_ERROR.code(),
        Unpooled.EMPTY_BUFFER,
        own.newPromise());
    ctx.executor()
        .schedule(
            () -> {
              frames.gracefulShutdownTimeoutMillis(-1);
              ctx.channel().close();
            },
            PARTING.toMillis(),
            TimeUnit.MILLISECONDS);
  }
}
