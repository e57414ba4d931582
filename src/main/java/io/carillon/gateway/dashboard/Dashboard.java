package io.carillon.gateway.dashboard;

import io.carillon.gateway.api.NodeDrain;
import io.carillon.gateway.broker.BrokerHealth;
import io.carillon.gateway.cluster.Cluster;
import io.carillon.gateway.cluster.NodeCalls;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.config.ListenersConfig;
import io.carillon.gateway.hub.Hub;
import io.carillon.gateway.metrics.Totals;
import io.carillon.gateway.proxy.Proxy;
import io.carillon.gateway.proxy.request.Forwarding;
import io.carillon.gateway.proxy.rules.RunningRules;
import io.carillon.gateway.pubsub.PubSub;
import io.carillon.gateway.session.Sessions;
import io.carillon.gateway.trace.Tracer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dashboard of a node: its page, its feed, and its part of what pages of other nodes show. Made
 * with the node, which starts and closes it; serves all loops. A node on which it is not enabled
 * still answers the others.
 */
public final class Dashboard {
  private static final Logger LOG = LoggerFactory.getLogger(Dashboard.class);
  private static final int MAX_BODY_BYTES = 4_096;

  /** Pages ask for channels every three seconds, and for the rest every two. */
  private static final Duration LONG_FRESH = Duration.ofMillis(2_500);

  private static final Duration FRESH = Duration.ofMillis(1_500);

  private final BoardThread thread = new BoardThread();
  private final ListenersConfig.Dashboard config;
  private final Pages pages;
  private final Gate gate;
  private final Login login;
  private final Events events;
  private final MemberNews news;
  private final SlowVerdicts slow;
  private final Feed feed;
  private final ClusterSeconds seconds;

  /**
   * What a dashboard shows and asks.
   *
   * @param proxies before this node that are believed
   * @param cluster that tells who comes and goes; empty where Redis alone knows, or nobody
   * @param brokerType embedded or redis
   * @param adminUrl how pages reach this node's admin listener; asked once it listens, empty when
   *     that is not known
   * @param state whether clients should be sent to this node
   * @param drain parts it from those it has
   */
  public record Parts(
      Vertx vertx,
      ListenersConfig.Dashboard config,
      Forwarding proxies,
      NodeIdentity self,
      NodeCalls calls,
      Optional<Cluster> cluster,
      Hub hub,
      PubSub pubSub,
      Sessions sessions,
      Proxy proxy,
      RunningRules rules,
      Tracer tracer,
      String brokerType,
      Supplier<BrokerHealth> broker,
      Supplier<Totals> totals,
      Supplier<Optional<String>> adminUrl,
      Supplier<NodeState> state,
      NodeDrain drain) {}

  /** Reads its files, which blocks. */
  public Dashboard(Parts parts) {
    config = parts.config();
    pages = new Pages();
    Seals seals = Seals.of(config.password());
    Grants grants = new Grants(seals);
    gate = new Gate(config, grants);
    login = new Login(parts.vertx(), config, parts.proxies(), gate, grants, parts.self());
    events = new Events(parts.self());
    news = new MemberNews(parts.calls(), parts.self(), events);
    parts.cluster().ifPresent(cluster -> cluster.listen(news));
    slow = new SlowVerdicts(events);
    Questions questions = new Questions();
    Clients clients = new Clients(parts.calls(), parts.self(), parts.sessions(), parts.proxy());
    addTo(questions, clients, parts);
    parts.sessions().onSlow(slow::add);
    parts.proxy().links().onSlow(slow::add);
    feed = new Feed(parts.vertx(), BoardClock.SYSTEM, gate, grants, questions);
    Seconds kept = new Seconds();
    NodeSnapshots snapshots =
        new NodeSnapshots(
            parts.self(),
            parts.adminUrl(),
            parts.state(),
            () -> parts.drain().progress().state(),
            parts.brokerType(),
            parts.broker(),
            new PoolSnapshots(parts.proxy(), events),
            events,
            clients,
            new Figures(parts.totals(), new Losses(events)));
    seconds =
        new ClusterSeconds(
            thread,
            BoardClock.SYSTEM,
            parts.calls(),
            parts.self(),
            seals,
            snapshots::take,
            kept,
            events,
            news,
            new Traces(parts.tracer(), parts.self()),
            feed);
    Histories histories = new Histories(thread, parts.calls(), parts.self(), kept);
    feed.onOpen(new Greeter(thread, seconds, histories));
  }

  private void addTo(Questions questions, Clients clients, Parts parts) {
    ChannelQueries channels =
        new ChannelQueries(thread, parts.calls(), parts.self(), new Channels(thread, parts.hub()));
    SharedAnswers shared = new SharedAnswers(BoardClock.SYSTEM.ticks());
    ChannelDetail detail = new ChannelDetail(thread, parts.pubSub(), channels);
    questions.add("channels", shared.of("channels", LONG_FRESH, channels::channels));
    questions.add("channel", shared.of("channel", FRESH, detail::channel));
    new Actions(
            parts.pubSub(), parts.calls(), parts.self(), parts.sessions(), parts.proxy(), events)
        .addTo(questions, shared);
    questions.add("slow", shared.of("slow", FRESH, clients::slow));
    questions.add("clients", shared.of("clients", FRESH, clients::search));
    questions.add("trace", Traces::watch);
    questions.add(
        "drain", new NodeActions(parts.calls(), parts.self(), parts.drain(), events)::drain);
    questions.add("target", new TargetActions(parts.rules(), events)::change);
  }

  /** The node is up: from now on there is a snapshot each second. */
  public void start() {
    thread.everySecond(slow::tick);
    thread.everySecond(seconds::tick);
  }

  /** Adds its paths to the router of a loop, if it is enabled. */
  public void addTo(Router router) {
    if (!config.enabled()) {
      return;
    }
    router.route("/dashboard/*").handler(this::guard);
    router.get("/dashboard/me").handler(login::me);
    BodyHandler body = BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES);
    changing(router, "/dashboard/login", body, login::in);
    changing(router, "/dashboard/logout", body, login::out);
    router.route("/dashboard/feed").handler(feed::accept);
    router.route("/dashboard/*").handler(pages::handle);
  }

  private void changing(
      Router router, String path, BodyHandler body, Consumer<RoutingContext> action) {
    router
        .route(HttpMethod.POST, path)
        .handler((SecurityPolicyHandler) this::checkSource)
        .handler(body)
        .handler(action::accept)
        .failureHandler(Dashboard::onFailure);
    router
        .route(path)
        .handler(
            context -> {
              context.response().putHeader("Allow", "POST");
              Replies.error(context.response(), 405, "there is POST");
            });
  }

  private void guard(RoutingContext context) {
    if (gate.isCalledRight(context.request())) {
      context.next();
    } else {
      Replies.refuse(context.request(), 403, "without a password only localhost is served");
    }
  }

  private void checkSource(RoutingContext context) {
    String type = context.request().getHeader("Content-Type");
    if (!gate.isFromHere(context.request())) {
      Replies.refuse(context.request(), 403, "not from a page of another address");
    } else if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      Replies.refuse(context.request(), 415, "wanted Content-Type: application/json");
    } else {
      context.next();
    }
  }

  private static void onFailure(RoutingContext context) {
    if (context.statusCode() == 413) {
      String text = "the body is larger than " + MAX_BODY_BYTES + " bytes";
      Replies.refuse(context.request(), 413, text);
    } else {
      LOG.error("request failed path={}", context.normalizedPath(), context.failure());
      Replies.refuse(context.request(), 500, "internal server error");
    }
  }

  /** Says goodbye to all pages, and to the other nodes. Nothing may be called afterwards. */
  public Future<Void> close() {
    feed.close();
    thread.close();
    return news.sayGoodbye();
  }
}
