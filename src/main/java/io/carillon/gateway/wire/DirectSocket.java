package io.carillon.gateway.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;

/**
 * The way to the kernel past a channel's pipeline and queue: no entry, no promise and no view per
 * write. Only for a channel whose queue is empty and whose pipeline changes nothing on the way out;
 * on its loop. Stateless.
 */
final class DirectSocket {
  private DirectSocket() {}

  /**
   * The socket of a channel; null where there is no such way: with TLS, and on other transports
   * than epoll.
   */
  static Socket of(Channel channel) {
    return channel instanceof EpollSocketChannel epoll
            && channel.pipeline().get(SslHandler.class) == null
            && epoll.fd() instanceof Socket socket
        ? socket
        : null;
  }

  /**
   * Offers bytes to the kernel once.
   *
   * @param bytes the caller's; nothing in them changes
   * @return how many it took, 0 when it is full; negative when the socket is broken or closed
   */
  static int send(Socket socket, ByteBuf bytes) {
    if (!socket.isOpen()) {
      return -1; // its number may be that of another one by now, whose peer would hear this
    }
    try {
      int from = bytes.readerIndex();
      int to = bytes.writerIndex();
      if (bytes.hasMemoryAddress()) {
        return socket.sendAddress(bytes.memoryAddress(), from, to);
      }
      var view = bytes.internalNioBuffer(from, to - from);
      return socket.send(view, view.position(), view.limit());
    } catch (IOException broken) {
      return -1;
    }
  }
}
