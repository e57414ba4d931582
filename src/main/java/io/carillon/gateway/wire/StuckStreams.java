package io.carillon.gateway.wire;

import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Gives up answers for which the client makes no room, RFC 9113 section 10.5, whatever else goes
 * over the connection: it is not idle then. Those with a time-out of their own are left to it.
 * Confined to the loop of its connection.
 */
final class StuckStreams {
  private static final int ALL_STREAMS = 0;

  private final Http2ConnectionHandler frames;
  private final Http2Connection.PropertyKey stateKey;
  private final Duration time;
  private final IntConsumer giveUp;
  private ScheduledFuture<?> watch;

  /** The client has made room for all since the last look. */
  private boolean roomForAll;

  /**
   * @param stateKey of the {@link StreamState} of each stream
   * @param time that a client has, at most twice
   * @param giveUp gets the number of each stream that is stuck
   */
  StuckStreams(
      Http2ConnectionHandler frames,
      Http2Connection.PropertyKey stateKey,
      Duration time,
      IntConsumer giveUp) {
    this.frames = frames;
    this.stateKey = stateKey;
    this.time = time;
    this.giveUp = giveUp;
  }

  /** Looks from time to time, until {@link #stop}. */
  void watch(EventExecutor loop) {
    if (watch == null) {
      long millis = time.toMillis();
      watch = loop.scheduleAtFixedRate(this::look, millis, millis, TimeUnit.MILLISECONDS);
    }
  }

  void stop() {
    if (watch != null) {
      watch.cancel(false);
    }
  }

  /**
   * The client lets more be sent.
   *
   * @param id of a stream; 0 for all
   */
  void onRoom(int id) {
    Http2Stream stream = frames.connection().stream(id);
    if (id == ALL_STREAMS) {
      roomForAll = true;
    } else if (stream != null && stream.getProperty(stateKey) instanceof StreamState state) {
      state.onRoom();
    }
  }

  private void look() {
    List<Integer> stuck = new ArrayList<>();
    Http2RemoteFlowController windows = frames.encoder().flowController();
    boolean none = !roomForAll && windows.windowSize(frames.connection().connectionStream()) <= 0;
    roomForAll = false;
    try {
      frames
          .connection()
          .forEachActiveStream(
              stream -> {
                boolean full =
                    stream.state().localSideOpen() && (none || windows.windowSize(stream) <= 0);
                if (stream.getProperty(stateKey) instanceof StreamState state
                    && state.isStuck(full)) {
                  stuck.add(stream.id());
                }
                return true;
              });
    } catch (Http2Exception impossible) {
      throw new IllegalStateException(impossible);
    }
    stuck.forEach(giveUp::accept);
  }
}
