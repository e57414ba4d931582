package io.carillon.gateway.node;

import io.carillon.gateway.wire.Porter;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.Vertx;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.transport.Transport;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.function.BiConsumer;

/**
 * A transport of Vert.x that leads new connections to {@link Porter}s, where some are posted. One
 * per node; callable as Vert.x does.
 *
 * <p>Where one loop serves all connections it accepts them too: with a thread of its own for that,
 * the two would wake each other for most of them. Several loops have such a thread in common.
 */
final class DoorTransport implements Transport {
  /** So many that wait are accepted at a time, before what was accepted is served. */
  private static final int ACCEPTED_AT_ONCE = 64;

  private final Transport sockets;

  /** What serves connections, once Vert.x has asked for it and if that is one loop; else null. */
  private volatile EventLoopGroup only;

  /** Who receives the connections of a listener on a loop, by the address that Vert.x is told. */
  private final Map<String, Map<EventLoop, BiConsumer<Channel, ChannelHandler>>> porters =
      new ConcurrentHashMap<>();

  /** What new connections of clients have to cross, by the same address. */
  private final Map<String, Threshold> thresholds = new ConcurrentHashMap<>();

  /**
   * @param sockets makes them
   */
  DoorTransport(Transport sockets) {
    this.sockets = sockets;
  }

  @Override
  public EventLoopGroup eventLoopGroup(int type, int count, ThreadFactory threads, int ioRatio) {
    if (type == ACCEPTOR_EVENT_LOOP_GROUP && only != null) {
      return only;
    }
    EventLoopGroup loops = sockets.eventLoopGroup(type, count, threads, ioRatio);
    if (type == IO_EVENT_LOOP_GROUP && count == 1) {
      only = loops;
    }
    return loops;
  }

  @Override
  public void configure(NetServerOptions options, boolean domain, ServerBootstrap bootstrap) {
    sockets.configure(options, domain, bootstrap);
    Map<EventLoop, BiConsumer<Channel, ChannelHandler>> posted = porters.get(address(options));
    if (posted != null) {
      bootstrap.childHandler(new Reception(posted, bootstrap.config().childHandler()));
    }
    // Netty's default takes each for the last: it compares the number of its socket with one byte.
    bootstrap.option(
        ChannelOption.RECVBUF_ALLOCATOR,
        new ServerChannelRecvByteBufAllocator()
            .respectMaybeMoreData(false)
            .maxMessagesPerRead(ACCEPTED_AT_ONCE));
    bootstrap.handler(new Accepting(thresholds.get(address(options))));
    // What sockets have anyway would cost each connection a system call.
    if (!options.isTcpKeepAlive()) {
      bootstrap.childOption(ChannelOption.SO_KEEPALIVE, null);
    }
    if (options.isTcpNoDelay()) {
      bootstrap.childOption(ChannelOption.TCP_NODELAY, null);
    }
    if (!options.isTcpCork()) {
      bootstrap.childOption(EpollChannelOption.TCP_CORK, null);
    }
    if (options.getTcpUserTimeout() == 0) {
      bootstrap.childOption(EpollChannelOption.TCP_USER_TIMEOUT, null);
    }
  }

  /** That of a node's Vert.x. */
  static DoorTransport of(Vertx vertx) {
    return (DoorTransport) ((VertxInternal) vertx).transport();
  }

  /** Has connections to a listener cross a threshold; before that listens. */
  void guard(Threshold threshold, NetServerOptions listener) {
    thresholds.putIfAbsent(address(listener), threshold);
  }

  /**
   * Has a porter receive the connections of a guarded listener in clear text on its loop; before
   * that listens.
   */
  void post(Porter porter, NetServerOptions listener) {
    Threshold threshold = thresholds.get(address(listener));
    post(
        porter.loop(),
        (channel, others) -> {
          if (threshold.isReserved(channel)) {
            channel.pipeline().addLast(others);
          } else {
            porter.receive(channel, others);
          }
        },
        listener);
  }

  /**
   * Has somebody receive the connections of a listener on a loop; before that listens.
   *
   * @param porter gets each with who makes the pipeline of those that he lets through
   */
  void post(EventLoop loop, BiConsumer<Channel, ChannelHandler> porter, NetServerOptions listener) {
    porters
        .computeIfAbsent(address(listener), address -> new ConcurrentHashMap<>())
        .put(loop, porter);
  }

  private static String address(NetServerOptions listener) {
    return listener.getHost() + ':' + listener.getPort();
  }

  @Override
  public boolean supportsDomainSockets() {
    return sockets.supportsDomainSockets();
  }

  @Override
  public boolean supportFileRegion() {
    return sockets.supportFileRegion();
  }

  @Override
  public boolean isAvailable() {
    return sockets.isAvailable();
  }

  @Override
  public Throwable unavailabilityCause() {
    return sockets.unavailabilityCause();
  }

  @Override
  public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
    return sockets.convert(address);
  }

  @Override
  public io.vertx.core.net.SocketAddress convert(SocketAddress address) {
    return sockets.convert(address);
  }

  @Override
  public IoHandlerFactory ioHandlerFactory() {
    return sockets.ioHandlerFactory();
  }

  @Override
  public DatagramChannel datagramChannel() {
    return sockets.datagramChannel();
  }

  @Override
  @SuppressWarnings("deprecation") // as Vert.x has it
  public DatagramChannel datagramChannel(InternetProtocolFamily family) {
    return sockets.datagramChannel(family);
  }

  @Override
  public ChannelFactory<? extends Channel> channelFactory(boolean domain) {
    return sockets.channelFactory(domain);
  }

  @Override
  public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domain) {
    return sockets.serverChannelFactory(domain);
  }

  @Override
  public void configure(DatagramChannel channel, DatagramSocketOptions options) {
    sockets.configure(channel, options);
  }

  @Override
  public void configure(
      ClientOptionsBase options, int connectMillis, boolean domain, Bootstrap bootstrap) {
    sockets.configure(options, connectMillis, domain, bootstrap);
  }

  /** Leads new connections to the porter of their loop. For all loops of a listener. */
  @ChannelHandler.Sharable
  private static final class Reception extends ChannelInitializer<Channel> {
    private final Map<EventLoop, BiConsumer<Channel, ChannelHandler>> porters;
    private final ChannelHandler vertx;

    Reception(Map<EventLoop, BiConsumer<Channel, ChannelHandler>> porters, ChannelHandler vertx) {
      this.porters = porters;
      this.vertx = vertx;
    }

    @Override
    protected void initChannel(Channel channel) {
      BiConsumer<Channel, ChannelHandler> porter = porters.get(channel.eventLoop());
      if (porter == null) {
        channel.pipeline().addLast(vertx);
      } else {
        porter.accept(channel, vertx);
      }
    }
  }
}
