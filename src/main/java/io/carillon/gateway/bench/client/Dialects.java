package io.carillon.gateway.bench.client;

import io.carillon.gateway.bench.Target;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Makes connections that hear. */
public final class Dialects {
  private Dialects() {}

  /**
   * One that was not dialled yet.
   *
   * @param endpoints it can go to, in turn
   * @param first of them that it goes to
   * @param number of the connection, for {@code {i}} in the path
   * @param channels it is to hear
   */
  public static Dialect of(
      Target target,
      List<Endpoint> endpoints,
      int first,
      int number,
      List<String> channels,
      Hearing hearing) {
    String names =
        String.join(
            "&channel=",
            channels.stream()
                .map(name -> URLEncoder.encode(name, StandardCharsets.UTF_8))
                .toList());
    Way way = new Way(endpoints, first, names, number);
    return switch (target.protocol()) {
      case CENTRIFUGE_JSON ->
          new CentrifugeDialect(way, target.subprotocol(), target.token(), channels, hearing);
      case CENTRIFUGE_PROTOBUF ->
          new ProtobufDialect(way, target.subprotocol(), target.token(), channels, hearing);
      case RAW -> new RawDialect(way, target.subprotocol(), hearing);
      case SSE -> new EventsDialect(way, hearing);
      case SOCKETIO -> new SocketIoDialect(way, hearing);
    };
  }
}
