package io.carillon.gateway.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Looks at the first bytes of connections to one listener in clear text before Vert.x does, and
 * leads handshakes in, see {@link Door}: Vert.x would make some twenty objects for each, only to
 * have them thrown away. Knows all connections it let in until they end. One per loop; confined to
 * it unless it says otherwise.
 */
public final class Porter {
  private final EventLoop loop;
  private final Deadlines heads;
  private final Predicate<HandshakeHead> entrance;
  private final ChannelGroup inside;
  private boolean closed;

  /**
   * @param heads the time of a head, from the beginning of a connection
   * @param entrance takes a handshake there is nothing to say against, and returns whether it did;
   *     one that it does not take is as it was
   */
  public Porter(EventLoop loop, Deadlines heads, Predicate<HandshakeHead> entrance) {
    this.loop = loop;
    this.heads = heads;
    this.entrance = entrance;
    this.inside = new DefaultChannelGroup(loop);
  }

  /**
   * Has a new connection begin here.
   *
   * @param others makes the pipeline of those that are let alone
   */
  public void receive(Channel channel, ChannelHandler others) {
    if (closed) {
      channel.pipeline().addLast(others);
    } else {
      inside.add(channel);
      channel.pipeline().addLast(new Door(this, others));
    }
  }

  /**
   * Ends connections on which nothing was asked, and waits for the others; from any thread.
   *
   * @return done when all have ended, or were ended at the deadline
   */
  public Future<Void> shutDown(Duration deadline) {
    Promise<Void> gone = Promise.promise();
    loop.execute(
        () -> {
          closed = true;
          for (Channel channel : inside) {
            Door door = channel.pipeline().get(Door.class);
            if (door != null) {
              door.shut();
            }
          }
          ScheduledFuture<?> late =
              loop.schedule(() -> inside.close(), deadline.toMillis(), TimeUnit.MILLISECONDS);
          inside
              .newCloseFuture()
              .addListener(
                  done -> {
                    late.cancel(false);
                    gone.complete();
                  });
        });
    return gone.future();
  }

  /** Where it stands. */
  public EventLoop loop() {
    return loop;
  }

  Deadlines heads() {
    return heads;
  }

  boolean enters(HandshakeHead head) {
    return !closed && entrance.test(head);
  }

  /** Vert.x knows it from here on. */
  void leaves(Channel channel) {
    inside.remove(channel);
  }
}
