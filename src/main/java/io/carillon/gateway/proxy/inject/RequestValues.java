package io.carillon.gateway.proxy.inject;

import io.carillon.gateway.config.ChannelTemplate;
import io.carillon.gateway.config.PathPattern;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What a request has to fill in templates with. Lives as long as the request is looked at. */
final class RequestValues {
  private final ProxyRequest request;
  private final PathPattern path;
  private final UnaryOperator<String> claim;
  private Map<String, String> segments;
  private Map<String, List<String>> query;

  RequestValues(ProxyRequest request, PathPattern path, UnaryOperator<String> claim) {
    this.request = request;
    this.path = path;
    this.claim = claim;
  }

  /**
   * The first value, decoded; null or empty when there is none.
   *
   * @throws GatewayException with {@code BAD_REQUEST} when it cannot be decoded
   */
  String of(ChannelTemplate.Part part) {
    try {
      return switch (part.source()) {
        case "path" -> segments().get(part.text());
        case "query" -> query(part.text());
        case "header" -> request.header(part.text());
        case "claim" -> claim.apply(part.text());
        default -> throw new IllegalStateException("no such source: " + part.source());
      };
    } catch (IllegalArgumentException malformed) {
      throw new GatewayException(
          ErrorCode.BAD_REQUEST, part.source() + "." + part.text() + " is not well encoded");
    }
  }

  private Map<String, String> segments() {
    if (segments == null) {
      segments = path.match(request.path()).orElse(Map.of());
    }
    return segments;
  }

  private String query(String name) {
    if (query == null) {
      query = new QueryStringDecoder(request.uri()).parameters();
    }
    List<String> all = query.get(name);
    return all == null ? null : all.get(0);
  }
}
