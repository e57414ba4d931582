package io.carillon.gateway.dashboard;

import io.carillon.gateway.trace.TraceFilter;
import io.carillon.gateway.wire.ChannelTakeover;
import io.carillon.gateway.wire.Handshake;
import io.carillon.gateway.wire.WebSocketConnection;
import io.carillon.gateway.wire.WebSocketLimits;
import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * {@code GET /dashboard/feed}: the WebSockets of all open pages. Callable from any thread; {@link
 * #accept} on the loop of its request.
 */
final class Feed implements Audience {
  static final int MOST_PAGES = 100;
  static final int MAX_MESSAGE_BYTES = 256 * 1024;
  private static final int MAX_QUEUED_BYTES = 8 * 1024 * 1024;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final BoardClock clock;
  private final Gate gate;
  private final Grants grants;
  private final Questions questions;
  private final WebSocketLimits limits =
      new WebSocketLimits(MAX_MESSAGE_BYTES, MAX_QUEUED_BYTES, CLOSE_TIMEOUT);
  private final Set<FeedClient> clients = ConcurrentHashMap.newKeySet();
  private volatile Consumer<FeedClient> onOpen = client -> {};
  private volatile boolean closed;

  Feed(Vertx vertx, BoardClock clock, Gate gate, Grants grants, Questions questions) {
    this.vertx = vertx;
    this.clock = clock;
    this.gate = gate;
    this.grants = grants;
    this.questions = questions;
  }

  /** Who greets each page that opens; called on its loop. */
  void onOpen(Consumer<FeedClient> greeter) {
    onOpen = greeter;
  }

  void accept(RoutingContext context) {
    HttpServerRequest request = context.request();
    Optional<Handshake.Refusal> malformed = Handshake.check(request);
    if (malformed.isPresent()) {
      malformed.get().answer(request);
      return;
    }
    String ticket = request.getParam("ticket");
    if (ticket == null && !gate.isFromHere(request)) {
      refuse(request, 403, "not from a page of another address", Map.of());
      return;
    }
    Optional<Grant> grant = ticket == null ? gate.grant(request) : gate.grant(ticket);
    if (grant.isEmpty()) {
      refuse(request, 401, "log in", Map.of());
    } else if (closed || clients.size() >= MOST_PAGES) {
      String why = closed ? "the node goes down" : MOST_PAGES + " pages are open already";
      refuse(request, 503, why, Map.of("Retry-After", "5"));
    } else {
      open(request, grant.get());
    }
  }

  private void open(HttpServerRequest request, Grant grant) {
    EventLoop loop = ChannelTakeover.eventLoop(vertx.getOrCreateContext());
    WebSocketConnection.accept(
        request,
        null,
        limits,
        connection -> {
          FeedClient client = new FeedClient(this, grant, loop, connection);
          clients.add(client);
          onOpen.accept(client);
          return client;
        });
  }

  private static void refuse(
      HttpServerRequest request, int status, String text, Map<String, String> headers) {
    new Handshake.Refusal(status, text, headers).answer(request);
  }

  @Override
  public boolean isWatched() {
    return !clients.isEmpty();
  }

  @Override
  public Set<TraceFilter> watched() {
    return clients.stream()
        .flatMap(client -> client.watched().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public void offer(Second second) {
    clients.forEach(client -> client.offer(second));
  }

  void remove(FeedClient client) {
    clients.remove(client);
  }

  /** Says goodbye to every page: it goes on at another node. */
  void close() {
    closed = true;
    clients.forEach(FeedClient::close);
  }

  BoardClock clock() {
    return clock;
  }

  Grants grants() {
    return grants;
  }

  Questions questions() {
    return questions;
  }
}
