package io.carillon.gateway.bench.client;

import io.carillon.gateway.bench.BenchException;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** The event loops of a bench, and how connections begin on them. Closed by its owner. */
public final class Transport implements AutoCloseable {
  private static final int MOST_HEAD_BYTES = 32 * 1024;

  private final EventLoopGroup group;
  private final List<EventLoop> loops = new ArrayList<>();
  private final List<InetAddress> sources = new ArrayList<>();
  private final SslContext tls;

  /**
   * @param threads one event loop each
   * @param sourceAddresses to connect from, in turn; empty for what the system chooses
   * @param insecure whether any certificate will do
   * @param authorities PEM of those by whom certificates have to be; empty for whom Java trusts
   * @throws BenchException when one of these is no address, or there is no certificate in the PEM
   */
  public Transport(
      int threads, List<String> sourceAddresses, boolean insecure, String authorities) {
    sources.addAll(addresses(sourceAddresses));
    tls = tls(insecure, authorities);
    group =
        new MultiThreadIoEventLoopGroup(
            threads,
            new DefaultThreadFactory("bench", true),
            Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    group.forEach(loop -> loops.add((EventLoop) loop));
  }

  /** Looks addresses of this machine up; throws {@link BenchException} when one is none. */
  public static List<InetAddress> addresses(List<String> sourceAddresses) {
    return sourceAddresses.stream().map(Transport::address).toList();
  }

  public List<EventLoop> loops() {
    return loops;
  }

  /**
   * Begins a connection on a loop; it fails through {@link Line#fail} like any other.
   *
   * @param turn which of the source addresses is its own
   */
  Line dial(EventLoop loop, Endpoint endpoint, Opening opening, int turn, Ear ear) {
    Line line = new Line(endpoint, opening, ear);
    connect(loop, endpoint, turn, line)
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                loop.execute(
                    () -> line.fail(Causes.explain(done.cause()))); // never from within a dial
              }
            });
    return line;
  }

  /**
   * Begins a connection that speaks HTTP.
   *
   * @param handler given what arrives, and told when TLS is ready
   */
  ChannelFuture connect(EventLoop loop, Endpoint endpoint, int turn, ChannelHandler handler) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(new Pipeline(endpoint, handler));
    if (sources.isEmpty()) {
      return bootstrap.connect(endpoint.address());
    }
    if (Epoll.isAvailable()) {
      // The port is chosen when the other end is known, so each pair of addresses has all of them.
      bootstrap.option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
    }
    InetAddress source = sources.get(turn % sources.size());
    return bootstrap.connect(endpoint.address(), new InetSocketAddress(source, 0));
  }

  private final class Pipeline extends ChannelInitializer<Channel> {
    private final Endpoint endpoint;
    private final ChannelHandler last;

    Pipeline(Endpoint endpoint, ChannelHandler last) {
      this.endpoint = endpoint;
      this.last = last;
    }

    @Override
    protected void initChannel(Channel channel) {
      if (endpoint.tls()) {
        SslHandler handler =
            tls.newHandler(channel.alloc(), endpoint.name(), endpoint.address().getPort());
        channel.pipeline().addLast(handler);
      }
      channel
          .pipeline()
          .addLast(new HttpClientCodec(MOST_HEAD_BYTES, MOST_HEAD_BYTES, MOST_HEAD_BYTES), last);
    }
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException unknown) {
      throw new BenchException("--source-addresses: found " + text + ", wanted an address");
    }
  }

  private static SslContext tls(boolean insecure, String authorities) {
    try {
      SslContextBuilder builder = SslContextBuilder.forClient();
      if (insecure) {
        builder
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .endpointIdentificationAlgorithm("");
      } else if (!authorities.isEmpty()) {
        builder.trustManager(
            new ByteArrayInputStream(authorities.getBytes(StandardCharsets.ISO_8859_1)));
      }
      return builder.build();
    } catch (SSLException missing) {
      throw new BenchException("no TLS here: " + missing.getMessage());
    } catch (IllegalArgumentException malformed) {
      throw new BenchException("--cacert: found no certificates, wanted PEM");
    }
  }

  /** Ends all loops with whatever is on them; returns when they have ended. */
  @Override
  public void close() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
  }
}
