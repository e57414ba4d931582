package io.carillon.gateway.bench.client;

import io.carillon.gateway.bench.BenchException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Asks a node once, on a connection of its own, how much processor time its process has used: for
 * {@code process_cpu_seconds_total}, as all tell it that speak the text format of Prometheus.
 */
public final class Scrape extends SimpleChannelInboundHandler<FullHttpResponse> {
  private static final String METRIC = "process_cpu_seconds_total";
  private static final int MOST_BYTES = 8 << 20;
  private static final long PATIENCE_MILLIS = 2_000;

  private final Endpoint endpoint;
  private final String apiKey;
  private final CompletableFuture<Double> seconds = new CompletableFuture<>();

  private Scrape(Endpoint endpoint, String apiKey) {
    this.endpoint = endpoint;
    this.apiKey = apiKey;
  }

  /**
   * Seconds since the process began; failed, soon, with a {@link BenchException} when nobody tells.
   * Callable from any thread.
   *
   * @param apiKey shown to it; empty for none
   */
  public static CompletableFuture<Double> cpuSeconds(
      Transport transport, EventLoop loop, Endpoint endpoint, String apiKey) {
    Scrape scrape = new Scrape(endpoint, apiKey);
    transport
        .connect(loop, endpoint, 0, scrape)
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                scrape.fail(Causes.explain(done.cause()));
              }
            });
    loop.schedule(() -> scrape.fail("no answer"), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    return scrape.seconds;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    context.pipeline().addBefore(context.name(), null, new HttpObjectAggregator(MOST_BYTES));
    seconds.whenComplete((told, failure) -> context.close());
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (!endpoint.tls()) {
      ask(context);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent tls && tls.isSuccess()) {
      ask(context);
    }
  }

  private void ask(ChannelHandlerContext context) {
    FullHttpRequest request =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/metrics");
    request.headers().set(HttpHeaderNames.HOST, endpoint.host());
    request.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    if (!apiKey.isEmpty()) {
      request.headers().set("X-API-Key", apiKey);
    }
    context.writeAndFlush(request);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpResponse answer) {
    if (answer.status().code() != 200) {
      fail("/metrics was answered with " + answer.status().code());
      return;
    }
    answer
        .content()
        .toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith(METRIC + " ") || line.startsWith(METRIC + "{"))
        .findFirst()
        .ifPresentOrElse(this::read, () -> fail("/metrics has no " + METRIC));
  }

  private void read(String line) {
    String value =
        line.substring(
            line.startsWith(METRIC + "{") ? line.indexOf("} ") + 2 : METRIC.length() + 1);
    try {
      seconds.complete(Double.parseDouble(value.trim().split(" ", 2)[0]));
    } catch (NumberFormatException wrong) {
      fail(METRIC + " is no number");
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

  private void fail(String why) {
    seconds.completeExceptionally(new BenchException(endpoint + ": " + why));
  }
}
