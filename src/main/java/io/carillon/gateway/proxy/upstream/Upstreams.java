package io.carillon.gateway.proxy.upstream;

import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.TargetConfig;
import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.request.ClientAddress;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.carillon.gateway.wire.RequestConnection;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.resolver.AddressResolver;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.function.IntPredicate;

/** Makes connections to targets. One per event loop; confined to it. */
public final class Upstreams {
  private static final ClientAddress NOBODY = new ClientAddress("none", 0, "none", 0, false);

  private final EventLoop loop;
  private final boolean epoll;
  private final ChannelFactory<? extends Channel> channels;
  private final AddressResolver<InetSocketAddress> names;
  private final UpstreamTls tls;
  private final IntPredicate reserved;

  /** Of the first channel, for all others too; null before that. What it learns is per channel. */
  private RecvByteBufAllocator reads;

  /**
   * @param loop where clients are, and so their connections to targets
   */
  public Upstreams(Vertx vertx, EventLoop loop, UpstreamTls tls) {
    this(vertx, loop, tls, descriptor -> false);
  }

  /**
   * The same.
   *
   * @param reserved whether a socket of this number is not for targets
   */
  public Upstreams(Vertx vertx, EventLoop loop, UpstreamTls tls, IntPredicate reserved) {
    VertxInternal internal = (VertxInternal) vertx;
    this.loop = loop;
    this.epoll = loop instanceof IoEventLoop io && io.isIoType(EpollIoHandler.class);
    this.tls = tls;
    this.reserved = reserved;
    this.channels = internal.transport().channelFactory(false);
    this.names = internal.nameResolver().nettyAddressResolverGroup().getResolver(loop);
  }

  /**
   * A search for a target of the pool that can be reached; when one cannot, another is tried.
   *
   * @param tried targets that are left out and count as tries; those that fail are added
   */
  public Search search(Pool pool, ProxyRequest request, Set<Target> tried, Search.Seeker seeker) {
    return new Search(this, pool, request, tried, seeker);
  }

  /**
   * Connects to one target on behalf of this node and of no client, as a PROXY header tells then.
   *
   * @return failed with {@link DialFailure}; the channel is the caller's, and as an {@link
   *     Upstream} has it
   */
  public Future<Channel> dial(PoolConfig pool, TargetConfig target) {
    Promise<Channel> dialled = Promise.promise();
    Dial.Caller caller =
        new Dial.Caller() {
          @Override
          public void onConnected(Channel channel) {
            channel.flush(); // a check of TCP writes nothing behind the PROXY header
            dialled.complete(channel);
          }

          @Override
          public void onFailure(DialFailure failure) {
            dialled.fail(failure);
          }
        };
    new Dial(this, pool, target, NOBODY, caller).start();
    return dialled.future();
  }

  /** Whether a connection that was made some time ago would be secured in the same way now. */
  public boolean isCurrent(Upstream upstream) {
    return upstream.tls() == null || upstream.tls() == tls.current(upstream.target().pool());
  }

  EventLoop loop() {
    return loop;
  }

  /**
   * A channel that is not connected yet, for a connection to that address; does not read by itself.
   * Fails when the process may have no more of them.
   */
  Channel channel(InetSocketAddress address) {
    // One of IPv6 would have to be told that it may lead to IPv4.
    Channel channel =
        epoll && address.getAddress() instanceof Inet4Address
            ? new EpollSocketChannel(SocketProtocolFamily.INET)
            : channels.newChannel();
    if (reserved.test(RequestConnection.descriptor(channel))) {
      channel.unsafe().closeForcibly();
      throw new ChannelException("the open files that are left are in reserve");
    }
    // Connecting has a time of its own: Netty's would be kept for as long as the channel lives.
    channel.config().setAutoRead(false).setConnectTimeoutMillis(0);
    if (epoll) {
      // Wanted before it is registered, reading costs no system call. Whoever is given the channel
      // reads in the same turn.
      channel.unsafe().beginRead();
    }
    // The first data tells the target that we have its SYN, so no packet of its own has to. Linux
    // forgets it when the SYN has come: what follows is acknowledged as ever. Others know no such
    // option, and do without.
    channel.config().setOption(EpollChannelOption.TCP_QUICKACK, false);
    if (reads == null) {
      reads = channel.config().getRecvByteBufAllocator();
    } else {
      channel.config().setRecvByteBufAllocator(reads);
    }
    return channel;
  }

  /** Asks the resolver of Vert.x, which knows the hosts file and remembers answers. */
  AddressResolver<InetSocketAddress> names() {
    return names;
  }

  UpstreamTls tls() {
    return tls;
  }
}
