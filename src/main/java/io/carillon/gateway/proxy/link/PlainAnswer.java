package io.carillon.gateway.proxy.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes an answer that is no upgrade to the client as it came, and ends both connections behind
 * it. Reads from the target no faster than the client does. Confined to the loop of both.
 */
final class PlainAnswer extends ChannelInboundHandlerAdapter {
  private static final int MAX_HEAD_BYTES = 32 * 1024;
  private static final int MAX_CHUNK_BYTES = 64 * 1024;
  private static final Logger LOG = LoggerFactory.getLogger(PlainAnswer.class);

  private final Channel client;
  private final Channel target;
  private final String cookie;
  private final Duration patience;
  private final Ended ended;
  private int status;
  private long bytes;
  private ScheduledFuture<?> stall;
  private boolean progress;
  private boolean begun;
  private boolean done;

  private PlainAnswer(
      Channel client, Channel target, int status, String cookie, Duration patience, Ended ended) {
    this.client = client;
    this.target = target;
    this.status = status;
    this.cookie = cookie;
    this.patience = patience;
    this.ended = ended;
  }

  /**
   * Takes both channels over, whose pipelines hold nothing but TLS any more.
   *
   * @param read what has come of the answer; owned by it from here on
   * @param status of the answer
   * @param cookie to set; null for none
   * @param patience with each piece of it
   * @param ended told once, when the last of it is on its way or never will be
   */
  static void pass(
      Channel client,
      Channel target,
      ByteBuf read,
      int status,
      String cookie,
      Duration patience,
      Ended ended) {
    PlainAnswer answer = new PlainAnswer(client, target, status, cookie, patience, ended);
    client.pipeline().addLast(new HttpResponseEncoder(), answer.new Reader());
    target
        .pipeline()
        .addLast(new HttpResponseDecoder(MAX_HEAD_BYTES, MAX_HEAD_BYTES, MAX_CHUNK_BYTES), answer);
    answer.watch();
    client.config().setAutoRead(true);
    answer.feed(read);
  }

  private void feed(ByteBuf read) {
    ChannelHandlerContext decoder = target.pipeline().context(HttpResponseDecoder.class);
    try {
      ((HttpResponseDecoder) decoder.handler()).channelRead(decoder, read);
      client.flush();
    } catch (Exception bug) {
      exceptionCaught(decoder, bug);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    progress = true;
    HttpObject part = (HttpObject) message;
    if (done || part.decoderResult().isFailure()) {
      ReferenceCountUtil.release(part);
      if (!done) {
        cut();
      }
      return;
    }
    if (part instanceof HttpResponse head) {
      if (!PlainHead.isDelimited(head)) {
        ReferenceCountUtil.release(part);
        cut();
        return;
      }
      begun = true;
      PlainHead.rewrite(head, cookie);
    }
    if (part instanceof HttpContent body) {
      bytes += body.content().readableBytes();
    }
    client.write(part, client.voidPromise());
    if (part instanceof LastHttpContent) {
      end();
    } else if (!client.isWritable()) {
      client.flush();
      target.config().setAutoRead(client.isWritable());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    client.flush();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!done) {
      cut();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!done) {
      if (!(cause instanceof IOException || cause instanceof DecoderException)) {
        LOG.error("answer of a target not passed on", cause);
      }
      cut();
    }
  }

  // Half an answer must not look like a whole one.
  private void cut() {
    if (!begun) {
      status = 502;
    }
    finish();
    target.close();
    if (begun) {
      Ending.reset(client);
    } else {
      client.pipeline().remove(HttpResponseEncoder.class);
      Refusals.write(client, 502, "bad answer from the target", patience);
    }
  }

  private void end() {
    finish();
    Ending.gently(client, patience);
    target.close();
  }

  private void finish() {
    if (!done) {
      done = true;
      stall.cancel(false);
      ended.onEnd(status, bytes);
    }
  }

  private void watch() {
    stall =
        target
            .eventLoop()
            .scheduleAtFixedRate(
                () -> {
                  if (progress) {
                    progress = false;
                  } else {
                    cut();
                  }
                },
                patience.toNanos(),
                patience.toNanos(),
                TimeUnit.NANOSECONDS);
  }

  /** Told of the end of an answer. */
  interface Ended {
    /**
     * @param status of what the client was given
     * @param bytes of the body that were passed on
     */
    void onEnd(int status, long bytes);
  }

  /** On the client's channel: what it sends is of no interest, that it goes away is. */
  private final class Reader extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ReferenceCountUtil.release(message);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      progress = true;
      target.config().setAutoRead(client.isWritable());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      finish();
      target.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
