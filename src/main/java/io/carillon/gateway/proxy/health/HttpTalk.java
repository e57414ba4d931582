package io.carillon.gateway.proxy.health;

import io.carillon.gateway.config.HealthConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.Promise;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** One GET: the status has to be right, and what is wanted has to be in the body. */
final class HttpTalk extends Talk<HttpObject> {
  static final String USER_AGENT = "carillon-check";

  /** What is wanted has to be in these; more is not read. */
  private static final int MOST_BODY_BYTES = 64 << 10;

  private final HealthConfig config;
  private final String host;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  /** Whether another answer follows this one. */
  private boolean interim;

  HttpTalk(HealthConfig config, String host, Promise<Void> verdict) {
    super(HttpObject.class, verdict);
    this.config = config;
    this.host = host;
  }

  @Override
  void begin(ChannelHandlerContext ctx) {
    FullHttpRequest request =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, config.path());
    request
        .headers()
        .set(HttpHeaderNames.HOST, host)
        .set(HttpHeaderNames.USER_AGENT, USER_AGENT)
        .set(HttpHeaderNames.ACCEPT, "*/*")
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    ctx.writeAndFlush(request);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) throws IOException {
    if (isOver()) {
      return;
    }
    if (part.decoderResult().isFailure()) {
      fail("answered no HTTP");
    } else if (part instanceof HttpResponse response) {
      onStatus(response);
    } else if (part instanceof HttpContent content) {
      onBody(content);
    }
  }

  private void onStatus(HttpResponse response) {
    int status = response.status().code();
    interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    if (interim) {
      return;
    }
    if (status < config.statusFrom() || status > config.statusTo()) {
      fail("status " + status);
    } else if (config.body().isEmpty()) {
      pass();
    }
  }

  private void onBody(HttpContent content) throws IOException {
    if (interim) {
      return;
    }
    int length = Math.min(content.content().readableBytes(), MOST_BODY_BYTES - body.size());
    content.content().readBytes(body, length);
    if (body.toString(StandardCharsets.UTF_8).contains(config.body())) {
      pass();
    } else if (content instanceof LastHttpContent || body.size() == MOST_BODY_BYTES) {
      fail("body without what is wanted");
    }
  }
}
