package io.carillon.gateway.proxy.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/**
 * How the two channels of a handshake become a link: the client is told first, then hears what was
 * published, what the target has said, and the target what the client has. Stateless.
 */
final class Opening {
  private Opening() {}

  /**
   * On the loop. When it fails, the channels are still to be closed.
   *
   * @param waiting the handler of the client's channel
   * @param inquiry with the target that has accepted
   * @param answer to the client; owned by the link from here on
   */
  static void begin(
      RelayedLink link,
      Channel client,
      WaitingClient waiting,
      Inquiry inquiry,
      ByteBuf answer,
      Hearing hearing) {
    ByteBuf early = waiting.takeEarly();
    ByteBuf behind = inquiry.take();
    client.pipeline().replace(waiting, "relay", link.client());
    inquiry.release(link.targetRelay());
    link.client().write(answer);
    try {
      link.opened();
      hearing.open(link);
    } catch (RuntimeException bug) {
      early.release();
      behind.release();
      throw bug;
    }
    link.targetRelay().begin(behind);
    link.client().begin(early);
    link.flush();
  }
}
