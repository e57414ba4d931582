package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.carillon.gateway.testkit.Await;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who accepts connections, and how many at a time. */
class AcceptingTest {
  private static final int MANY = 20;

  private final DoorTransport transport =
      new DoorTransport(io.vertx.core.transport.Transport.nativeTransport().implementation());
  private final List<EventLoopGroup> groups = new ArrayList<>();
  private final List<Socket> clients = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (Socket client : clients) {
      client.close();
    }
    groups.forEach(group -> group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly());
  }

  @Test
  void loopThatServesAllConnectionsAcceptsThemToo() {
    EventLoopGroup serving = group(Transport.IO_EVENT_LOOP_GROUP, 1);

    assertSame(serving, group(Transport.ACCEPTOR_EVENT_LOOP_GROUP, 1));
  }

  @Test
  void severalLoopsHaveAThreadThatAcceptsForThem() {
    EventLoopGroup serving = group(Transport.IO_EVENT_LOOP_GROUP, 2);

    assertNotSame(serving, group(Transport.ACCEPTOR_EVENT_LOOP_GROUP, 1));
  }

  @Test
  void thoseWhoCameTogetherAreAcceptedTogether() throws Exception {
    Goes goes = new Goes();
    EventLoopGroup loop = group(Transport.IO_EVENT_LOOP_GROUP, 1);
    Channel listening = listen(loop, goes);
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch allCame = new CountDownLatch(1);
    loop.execute(
        () -> {
          busy.countDown();
          await(allCame);
        });
    await(busy);
    for (int i = 0; i < MANY; i++) {
      clients.add(
          new Socket(
              InetAddress.getLoopbackAddress(),
              ((InetSocketAddress) listening.localAddress()).getPort()));
    }

    allCame.countDown();

    Await.until(() -> !goes.accepted.isEmpty(), () -> "nobody is accepted");
    assertEquals(List.of(MANY), goes.accepted);
  }

  private EventLoopGroup group(int type, int loops) {
    EventLoopGroup group =
        transport.eventLoopGroup(type, loops, Executors.defaultThreadFactory(), 50);
    groups.add(group);
    return group;
  }

  private Channel listen(EventLoopGroup loop, Goes goes) {
    ServerBootstrap bootstrap = new ServerBootstrap().group(loop);
    bootstrap.childHandler(new Child());
    transport.configure(new NetServerOptions(), false, bootstrap);
    bootstrap.handler(goes);
    bootstrap.channelFactory(
        () -> (ServerChannel) transport.serverChannelFactory(false).newChannel());
    return bootstrap
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .syncUninterruptibly()
        .channel();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does nothing with a connection. */
  @ChannelHandler.Sharable
  private static final class Child extends ChannelInboundHandlerAdapter {}

  /** Counts how many are accepted at a time. */
  private static final class Goes extends ChannelInboundHandlerAdapter {
    private final List<Integer> accepted = new CopyOnWriteArrayList<>();
    private int now;

    @Override
    public void channelRead(ChannelHandlerContext context, Object connection) {
      now++;
      context.fireChannelRead(connection);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      accepted.add(now);
      now = 0;
      context.fireChannelReadComplete();
    }
  }
}
