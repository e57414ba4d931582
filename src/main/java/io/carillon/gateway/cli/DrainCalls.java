package io.carillon.gateway.cli;

import io.carillon.gateway.config.GatewayConfig;
import io.carillon.gateway.config.ListenerTlsConfig;
import io.carillon.gateway.config.Secret;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyStore;
import java.time.Duration;

/** What {@link DrainCommand} asks a node. */
final class DrainCalls {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final HttpClient http;
  private final URI url;
  private final String key;

  /**
   * @param authorities by whom certificates have to be, beside that of the configuration; null for
   *     whom Java trusts
   */
  DrainCalls(URI base, GatewayConfig config, KeyStore authorities) {
    HttpClient.Builder client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE);
    ListenerTlsConfig own = config.listeners().admin().tls().orElse(null);
    if (own != null || authorities != null) {
      client.sslContext(OwnCertificate.trusted(own, authorities));
    }
    http = client.build();
    url = base.resolve("/api/drain");
    key = config.listeners().admin().apiKey().map(Secret::value).orElse("");
  }

  /** How a program on the same machine reaches a listener. */
  static URI address(String scheme, String host, int port) {
    String reachable =
        switch (host) {
          case "0.0.0.0" -> "127.0.0.1";
          case "::", "[::]" -> "[::1]";
          default -> host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        };
    return URI.create(scheme + "://" + reachable + ":" + port);
  }

  JsonObject begin() throws IOException, InterruptedException {
    return ask("POST", HttpRequest.BodyPublishers.ofString("{}"));
  }

  JsonObject cancel() throws IOException, InterruptedException {
    return ask("DELETE", HttpRequest.BodyPublishers.noBody());
  }

  JsonObject progress() throws IOException, InterruptedException {
    return ask("GET", HttpRequest.BodyPublishers.noBody());
  }

  private JsonObject ask(String method, HttpRequest.BodyPublisher body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url).timeout(PATIENCE).method(method, body);
    request.setHeader("Content-Type", "application/json");
    if (!key.isEmpty()) {
      request.setHeader("X-API-Key", key);
    }
    HttpResponse<String> answer;
    try {
      answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException silent) {
      throw new IOException("no answer from " + url + ": " + silent, silent);
    }
    try {
      JsonObject json = new JsonObject(answer.body());
      JsonObject result = json.getJsonObject("result");
      if (answer.statusCode() == 200 && result != null) {
        return result;
      }
      JsonObject error = json.getJsonObject("error", new JsonObject());
      throw new IOException(
          url + " answers " + answer.statusCode() + ": " + error.getString("message"));
    } catch (DecodeException | ClassCastException strange) {
      throw new IOException(url + " is no node: it answers " + answer.statusCode(), strange);
    }
  }
}
