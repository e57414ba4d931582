package io.carillon.gateway.bench.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Publishes with the API that gateways of this kind share, {@code POST /api/publish}: one request
 * after the other on one connection, without waiting for answers, which come in the same order.
 */
final class HttpOutlet implements Outlet {
  private static final int MOST_OPEN = 256;
  private static final int MOST_ANSWER_BYTES = 4096;
  private static final String PATH = "/api/publish";
  private static final byte[] END = CentrifugeDialect.ascii("\"}");

  private final Endpoint endpoint;
  private final String path;
  private final String apiKey;
  private final Answers answers;
  private final Deque<Long> open = new ArrayDeque<>();

  private Talk talk;

  HttpOutlet(Endpoint endpoint, String apiKey, Answers answers) {
    this.endpoint = endpoint;
    this.path = endpoint.path().equals("/") ? PATH : endpoint.path();
    this.apiKey = apiKey;
    this.answers = answers;
  }

  @Override
  public void dial(Transport transport, EventLoop loop, int turn) {
    open.clear();
    Talk begun = new Talk();
    talk = begun;
    transport
        .connect(loop, endpoint, turn, begun)
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                loop.execute(
                    () -> begun.fail(Causes.explain(done.cause()))); // never from within a dial
              }
            });
  }

  @Override
  public boolean isReady() {
    return talk != null && talk.ready && open.size() < MOST_OPEN && talk.channel.isWritable();
  }

  @Override
  public void publish(long ticket, String channel, ByteBuf message) {
    String head = "{\"channel\":" + Json.quoted(channel) + ",\"data\":\"";
    byte[] begin = head.getBytes(StandardCharsets.UTF_8);
    int length = begin.length + message.readableBytes() + END.length;
    ByteBuf body = talk.channel.alloc().buffer(length).writeBytes(begin);
    body.writeBytes(message, message.readerIndex(), message.readableBytes()).writeBytes(END);
    FullHttpRequest request =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, path, body);
    request.headers().set(HttpHeaderNames.HOST, endpoint.host());
    request.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
    request.headers().set(HttpHeaderNames.CONTENT_LENGTH, length);
    if (!apiKey.isEmpty()) {
      request.headers().set("X-API-Key", apiKey);
    }
    open.add(ticket);
    talk.channel.write(request, talk.channel.voidPromise());
  }

  @Override
  public void flush() {
    if (talk != null && talk.ready) {
      talk.channel.flush();
    }
  }

  @Override
  public void fail(String why) {
    if (talk != null) {
      talk.fail(why);
    }
  }

  @Override
  public void close() {
    if (talk != null) {
      talk.end();
    }
  }

  /** One connection. */
  private final class Talk extends SimpleChannelInboundHandler<HttpObject> {
    private final ByteBuf body = Unpooled.buffer(256, MOST_ANSWER_BYTES);

    Channel channel;
    boolean ready;
    private boolean closed;
    private HttpResponseStatus status;

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      channel = context.channel();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      if (closed) {
        context.close();
      } else if (!endpoint.tls()) {
        ready();
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof SslHandshakeCompletionEvent tls && tls.isSuccess() && !closed) {
        ready();
      }
    }

    private void ready() {
      ready = true;
      answers.onReady();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
      if (part instanceof HttpResponse head) {
        status = head.status();
        body.clear();
      }
      if (part instanceof HttpContent content) {
        int room = Math.min(body.maxWritableBytes(), content.content().readableBytes());
        body.writeBytes(content.content(), content.content().readerIndex(), room);
        if (content instanceof LastHttpContent && !closed && !open.isEmpty()) {
          onAnswer(open.remove());
        }
      }
    }

    private void onAnswer(long ticket) {
      if (status.code() != 200) {
        answers.onRefused(
            ticket,
            endpoint
                + ": publish was answered with "
                + status.code()
                + " "
                + status.reasonPhrase());
        return;
      }
      JsonNode answer = Json.read(body, body.readerIndex(), body.writerIndex());
      JsonNode error = answer.path("error");
      if (!answer.isObject()) {
        answers.onRefused(ticket, endpoint + ": the answer to a publish is none of this API");
      } else if (error.isMissingNode()) {
        answers.onAccepted(ticket);
      } else {
        answers.onRefused(ticket, endpoint + ": " + CentrifugeDialect.refused("publish", error));
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      fail("the connection ended without a word");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      fail(Causes.explain(cause));
    }

    void fail(String why) {
      if (!closed) {
        end();
        answers.onEnd(endpoint + ": " + why);
      }
    }

    void end() {
      closed = true;
      ready = false;
      if (channel != null) {
        channel.close();
      }
    }
  }
}
