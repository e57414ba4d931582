package io.carillon.gateway.auth;

import io.carillon.gateway.config.JwksConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Fetches a document, bounded in size, time and redirects; never from https on to http. Used on one
 * context, which waits for nothing.
 */
final class JwksFetch {
  private static final int MOST_BYTES = 256 * 1024;
  private static final int MOST_REDIRECTS = 3;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final JwksConfig config;
  private final HttpClient client;

  JwksFetch(Vertx vertx, JwksConfig config) {
    this.config = config;
    HttpClientOptions options =
        new HttpClientOptions()
            .setKeepAlive(false)
            .setConnectTimeout((int) config.timeout().toMillis());
    if (!config.ca().isEmpty()) {
      options.setTrustOptions(new PemTrustOptions().addCertPath(config.ca()));
    }
    client = vertx.createHttpClient(options);
  }

  /** The document; fails with whatever went wrong, the timeout of the configuration included. */
  Future<String> fetch() {
    Exchange exchange = new Exchange();
    return exchange
        .get(config.url(), 0)
        .timeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(cause -> exchange.abandon());
  }

  /** Ends what is under way. */
  void close() {
    client.close();
  }

  /** One fetch with its redirects. */
  private final class Exchange {
    private HttpClientRequest current;
    private boolean abandoned;

    Future<String> get(URI url, int redirects) {
      RequestOptions options =
          new RequestOptions()
              .setMethod(HttpMethod.GET)
              .setAbsoluteURI(url.toString())
              .setTimeout(config.timeout().toMillis())
              .putHeader("Accept", "application/jwk-set+json, application/json");
      return client
          .request(options)
          .compose(
              request -> {
                current = request;
                if (abandoned) {
                  abandon();
                }
                return request.send();
              })
          .compose(response -> take(url, response, redirects));
    }

    private Future<String> take(URI url, HttpClientResponse response, int redirects) {
      response.exceptionHandler(reset -> {}); // of what is left unread, else it would be logged
      if (REDIRECTS.contains(response.statusCode())) {
        URI next = next(url, response.getHeader("Location"));
        current.reset();
        return next == null || redirects == MOST_REDIRECTS
            ? Future.failedFuture("a redirect that is not followed")
            : get(next, redirects + 1);
      }
      if (response.statusCode() != 200) {
        current.reset();
        return Future.failedFuture("status " + response.statusCode());
      }
      return body(response);
    }

    private Future<String> body(HttpClientResponse response) {
      Promise<String> body = Promise.promise();
      Buffer bytes = Buffer.buffer();
      response.exceptionHandler(body::tryFail);
      response.handler(
          part -> {
            bytes.appendBuffer(part);
            if (bytes.length() > MOST_BYTES && body.tryFail("over " + MOST_BYTES + " bytes")) {
              current.reset();
            }
          });
      response.endHandler(end -> body.tryComplete(bytes.toString(StandardCharsets.UTF_8)));
      return body.future();
    }

    void abandon() {
      abandoned = true;
      if (current != null) {
        current.reset();
      }
    }
  }

  // Null when it is not to be followed.
  private static URI next(URI from, String location) {
    try {
      URI next = from.resolve(location == null ? "" : location);
      boolean plain = "http".equalsIgnoreCase(next.getScheme());
      boolean secure = "https".equalsIgnoreCase(next.getScheme());
      boolean wasSecure = "https".equalsIgnoreCase(from.getScheme());
      return location != null && next.getHost() != null && (secure || (plain && !wasSecure))
          ? next
          : null;
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }
}
