package io.carillon.gateway.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is sent past the pipeline, where the socket ends at the wrong moment. */
class DirectSocketTest {
  private static final int OTHERS = 32;
  private static final int DEADLINE_MILLIS = 20_000;
  private static final WebSocketLimits LIMITS =
      new WebSocketLimits(65_536, 65_536, Duration.ofMinutes(5));

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());

  @AfterEach
  void stop() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /**
   * A socket is closed at once, but its end is told on a later task. In between the system may give
   * the number of its file to another one, which is then sent what was meant for the first.
   */
  @Test
  void whatIsSentToAnEndedSocketDoesNotReachTheOneThatGotItsNumber() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 2 * OTHERS, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address = (InetSocketAddress) server.getLocalSocketAddress();
      Client client = connect(address);

      List<SocketChannel> others =
          group.submit(() -> client.endAndSend("secret", address)).get(20, TimeUnit.SECONDS);

      for (SocketChannel other : others) {
        other.close();
      }
      assertEquals("", readAll(server, 1 + OTHERS));
    }
  }

  @Test
  void whatIsSentToALivingSocketIsThereAtOnce() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Client client = connect((InetSocketAddress) server.getLocalSocketAddress());

      group.submit(() -> client.send("news")).get(20, TimeUnit.SECONDS);

      client.context.close();
      assertEquals("news", readAll(server, 1));
    }
  }

  private Client connect(InetSocketAddress address) throws Exception {
    Client client = new Client();
    new Bootstrap()
        .group(group)
        .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
        .handler(client)
        .connect(address)
        .get(20, TimeUnit.SECONDS);
    return client;
  }

  private static String readAll(ServerSocket server, int sockets) throws IOException {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < sockets; i++) {
      try (Socket accepted = server.accept()) {
        accepted.setSoTimeout(DEADLINE_MILLIS);
        all.append(new String(accepted.getInputStream().readAllBytes(), UTF_8));
      }
    }
    return all.toString();
  }

  private static final class Client extends ChannelInboundHandlerAdapter {
    private ChannelHandlerContext context;
    private WebSocketConnection connection;

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
      context = added;
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
      connection = new WebSocketConnection(active.channel(), LIMITS);
      connection.open(active);
    }

    void send(String text) {
      ByteBuf frame = Unpooled.directBuffer().writeBytes(text.getBytes(UTF_8));
      connection.send(frame);
      connection.flush();
      frame.release();
    }

    List<SocketChannel> endAndSend(String text, InetSocketAddress address) throws IOException {
      Channel channel = context.channel();
      channel.close();
      List<SocketChannel> others = new ArrayList<>();
      for (int i = 0; i < OTHERS; i++) {
        others.add(SocketChannel.open(address));
      }
      send(text);
      return others;
    }
  }
}
