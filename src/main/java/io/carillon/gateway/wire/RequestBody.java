package io.carillon.gateway.wire;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The body of a request that is small enough to be read whole. One that is larger is a 413, one
 * that does not come in time a 408, and both end the connection; of one whose client goes away
 * nobody hears. Confined to the loop of the request.
 */
public final class RequestBody {
  private static final Logger LOG = LoggerFactory.getLogger(RequestBody.class);

  private final HttpServerRequest request;
  private final int maxBytes;
  private final Consumer<Buffer> then;
  private final Buffer body = Buffer.buffer();
  private ScheduledFuture<?> deadline;
  private boolean over;

  private RequestBody(HttpServerRequest request, int maxBytes, Consumer<Buffer> then) {
    this.request = request;
    this.maxBytes = maxBytes;
    this.then = then;
  }

  /**
   * Reads it. Within the request handler.
   *
   * @param patience with the whole of it
   * @param then called once when all of it is there, not at all otherwise; what it throws is a 500
   */
  public static void read(
      HttpServerRequest request, int maxBytes, Duration patience, Consumer<Buffer> then) {
    RequestBody body = new RequestBody(request, maxBytes, then);
    if (body.isAnnouncedTooLarge()) {
      body.refuseLarge();
      return;
    }
    request.handler(body::onBytes).endHandler(end -> body.onEnd());
    request.exceptionHandler(gone -> body.end());
    EventLoop loop = ChannelTakeover.channel(request).eventLoop();
    body.deadline =
        loop.schedule(body::onLate, Math.max(1, patience.toMillis()), TimeUnit.MILLISECONDS);
    if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      request.response().writeContinue();
    }
  }

  // Digits, or the decoder would not have let it pass.
  private boolean isAnnouncedTooLarge() {
    String length = request.getHeader("Content-Length");
    return length != null && (length.length() > 9 || Long.parseLong(length.trim()) > maxBytes);
  }

  private void onBytes(Buffer bytes) {
    if (over) {
      return;
    }
    if (body.length() + bytes.length() > maxBytes) {
      end();
      refuseLarge();
    } else {
      body.appendBuffer(bytes);
    }
  }

  private void onEnd() {
    if (over) {
      return;
    }
    end();
    try {
      then.accept(body);
    } catch (RuntimeException bug) {
      LOG.error("request failed path={}", request.path(), bug);
      refuse(500, "internal server error");
    }
  }

  private void onLate() {
    end();
    refuse(408, "the body of the request did not come in time");
  }

  private void end() {
    over = true;
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  private void refuseLarge() {
    refuse(413, "the body is larger than " + maxBytes + " bytes");
  }

  private void refuse(int status, String text) {
    if (!request.response().ended() && !request.response().closed()) {
      new Handshake.Refusal(status, text, Map.of()).answer(request);
    }
  }
}
