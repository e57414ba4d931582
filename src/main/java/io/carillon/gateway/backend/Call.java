package io.carillon.gateway.backend;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.Map;

/** One POST and its answer. Confined to its loop. */
final class Call {
  private static final int OK = 200;

  private final int mostBytes;
  private final Promise<byte[]> answer = Promise.promise();
  private final Buffer body = Buffer.buffer();
  private HttpClientRequest request;

  /**
   * @param mostBytes of the answer
   */
  Call(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Sends; the future fails with a {@link Silence}. */
  Future<byte[]> post(HttpClient http, URI url, Map<String, String> headers, byte[] question) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(url.toString())
            .setFollowRedirects(false);
    headers.forEach(options::putHeader);
    options.putHeader("Content-Type", "application/json");
    http.request(options).onSuccess(opened -> send(opened, question)).onFailure(this::fail);
    return answer.future();
  }

  private void send(HttpClientRequest opened, byte[] question) {
    request = opened;
    if (answer.future().isComplete()) {
      opened.reset();
      return;
    }
    opened.exceptionHandler(this::fail);
    opened.send(Buffer.buffer(question)).onSuccess(this::read).onFailure(this::fail);
  }

  private void read(HttpClientResponse response) {
    response.exceptionHandler(this::fail);
    if (response.statusCode() != OK) {
      give(Outcome.BAD_STATUS, "status " + response.statusCode());
      return;
    }
    response.handler(this::append);
    response.endHandler(end -> answer.tryComplete(body.getBytes()));
  }

  private void append(Buffer piece) {
    if (body.length() + piece.length() > mostBytes) {
      give(Outcome.MALFORMED, "over " + mostBytes + " bytes");
    } else if (!answer.future().isComplete()) {
      body.appendBuffer(piece);
    }
  }

  private void fail(Throwable cause) {
    answer.tryFail(new Silence(Outcome.UNREACHABLE, String.valueOf(cause.getMessage())));
  }

  /** Ends it without an answer; nothing happens when there is one. */
  void give(Outcome outcome, String detail) {
    if (answer.tryFail(new Silence(outcome, detail)) && request != null) {
      request.reset();
    }
  }
}
