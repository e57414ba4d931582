package io.carillon.gateway.bench.client;

import io.carillon.gateway.bench.BenchException;
import io.carillon.gateway.bench.Protocol;
import io.carillon.gateway.bench.Target;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Makes connections that publish. */
public final class Outlets {
  private Outlets() {}

  /**
   * One that was not dialled yet.
   *
   * @param url as it was given: what it begins with says how to publish
   * @param channel that it is for, where the URL asks for one
   */
  public static Outlet of(
      Target target,
      String url,
      Endpoint endpoint,
      String apiKey,
      String channel,
      Outlet.Answers answers) {
    if (url.startsWith("http")) {
      return new HttpOutlet(endpoint, apiKey, answers);
    }
    String path = endpoint.path(URLEncoder.encode(channel, StandardCharsets.UTF_8), 0);
    return switch (protocol(target, url)) {
      case CENTRIFUGE_JSON ->
          new CentrifugeOutlet(endpoint, path, target.subprotocol(), target.token(), answers);
      case CENTRIFUGE_PROTOBUF ->
          new ProtobufOutlet(endpoint, path, target.subprotocol(), target.token(), answers);
      case RAW, SSE -> new RawOutlet(endpoint, path, target.subprotocol(), answers);
      case SOCKETIO -> throw new BenchException(url + ": Socket.IO is not published with");
    };
  }

  /** Whether an outlet is for one channel only, the one in its URL. */
  public static boolean isBound(Target target, String url) {
    Protocol spoken = protocol(target, url);
    return !url.startsWith("http")
        && spoken != Protocol.CENTRIFUGE_JSON
        && spoken != Protocol.CENTRIFUGE_PROTOBUF;
  }

  // What is published where they subscribe, or with the protocol of which theirs is a form, is in
  // the one that they speak.
  private static Protocol protocol(Target target, String url) {
    Protocol otherwise = target.urls().contains(url) ? target.protocol() : Protocol.RAW;
    Protocol guess = Protocol.guess(url).orElse(otherwise);
    boolean binary = target.protocol() == Protocol.CENTRIFUGE_PROTOBUF;
    return guess == Protocol.CENTRIFUGE_JSON && binary ? target.protocol() : guess;
  }
}
