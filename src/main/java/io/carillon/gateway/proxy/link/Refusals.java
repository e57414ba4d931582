package io.carillon.gateway.proxy.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Answers of the gateway's own to a handshake whose channel was taken over. Stateless. */
final class Refusals {
  private Refusals() {}

  /**
   * Writes a status with a short text and ends the connection behind it, so that it is read. On the
   * loop; whoever reads has to drop what still comes.
   */
  static void write(Channel client, int status, String text, Duration patience) {
    write(client, status, "", text, patience);
  }

  /** The same with 503, and when to come back. */
  static void comeBack(Channel client, String text, int seconds, Duration patience) {
    write(client, 503, "\r\nRetry-After: " + seconds, text, patience);
  }

  private static void write(
      Channel client, int status, String headers, String text, Duration patience) {
    ByteBuf answer = client.alloc().directBuffer(256);
    String line = "HTTP/1.1 " + status + " " + HttpResponseStatus.valueOf(status).reasonPhrase();
    answer.writeCharSequence(
        line
            + headers
            + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
            + (text.length() + 1)
            + "\r\nConnection: close\r\n\r\n"
            + text
            + "\n",
        StandardCharsets.US_ASCII);
    client.write(answer, client.voidPromise());
    Ending.gently(client, patience);
  }
}
