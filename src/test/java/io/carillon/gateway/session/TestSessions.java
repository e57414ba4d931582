package io.carillon.gateway.session;

import static io.carillon.gateway.testkit.Await.await;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.carillon.gateway.admission.Admission;
import io.carillon.gateway.admission.AdmissionMetrics;
import io.carillon.gateway.auth.Authenticator;
import io.carillon.gateway.auth.TokenMetrics;
import io.carillon.gateway.backend.Backends;
import io.carillon.gateway.broker.embedded.EmbeddedBroker;
import io.carillon.gateway.broker.embedded.EmbeddedPresence;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.config.ConfigLoader;
import io.carillon.gateway.config.GatewayConfig;
import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.error.UnsubscribeCode;
import io.carillon.gateway.hub.Hub;
import io.carillon.gateway.hub.HubShard;
import io.carillon.gateway.hub.PushBatch;
import io.carillon.gateway.pubsub.NodeInterest;
import io.carillon.gateway.pubsub.Policies;
import io.carillon.gateway.pubsub.PubSub;
import io.carillon.gateway.pubsub.PubSubMetrics;
import io.carillon.gateway.pubsub.Recovery;
import io.carillon.gateway.pubsub.Subscribed;
import io.carillon.gateway.testkit.ControlledBroker;
import io.carillon.gateway.trace.Tracer;
import io.carillon.gateway.wire.ChannelTakeover;
import io.carillon.gateway.wire.OriginPolicy;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The sessions of a node on one loop. Those without sockets note what they are told. */
public final class TestSessions implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final ControlledBroker broker =
      new ControlledBroker(new EmbeddedBroker(vertx, InstantSource.system()));
  private final Hub hub;
  private final PubSub pubSub;
  private final LoopServices services;
  private final Sessions sessions = new Sessions();
  private final List<Client> clients = new ArrayList<>();

  /**
   * @param settings on top of the defaults, each {@code key=value}
   */
  public TestSessions(String... settings) {
    GatewayConfig config = ConfigLoader.load(Optional.empty(), List.of(settings), Map.of());
    Policies policies = new Policies(config);
    NodeInterest interest = new NodeInterest(broker, policies);
    Tracer tracer = new Tracer();
    hub = new Hub(interest);
    HubShard shard = hub.open(ChannelTakeover.eventLoop(context));
    Recovery recovery = new Recovery(100, 1 << 20);
    pubSub =
        new PubSub(
            hub,
            broker,
            new EmbeddedPresence(),
            interest,
            policies,
            recovery,
            1 << 20,
            PubSubMetrics.NONE,
            tracer);
    services =
        new LoopServices(
            shard,
            pubSub,
            new Authenticator(vertx, config.auth(), TokenMetrics.NONE),
            Backends.none(),
            config.sessions(),
            new Admission(config.limits(), 1, AdmissionMetrics.NONE).open(shard.loop()),
            new SessionTable(),
            new Heartbeat(shard.loop(), config.sessions()),
            SessionMetrics.NONE,
            new Compression(CompressionMetrics.NONE),
            new Chronicle(tracer, false),
            request -> "",
            "node",
            "test");
    await(broker.start(hub::deliver));
    sessions.add(services);
  }

  public Sessions sessions() {
    return sessions;
  }

  public Hub hub() {
    return hub;
  }

  public PubSub pubSub() {
    return pubSub;
  }

  public ControlledBroker broker() {
    return broker;
  }

  /** A client has come. */
  public Client connect(String id, String user) {
    Client client = new Client(services, new ClientInfo(id, user, null, null));
    clients.add(client);
    run(() -> client.register(client.info()));
    return client;
  }

  /**
   * Takes Centrifuge clients on WebSockets from now on.
   *
   * @param channels that each of them hears
   * @return the port on loopback
   */
  public int listen(Channel... channels) {
    return listen(
        new CentrifugeEndpoint(
            services, "/", new OriginPolicy(List.of("*")), List.of(channels), Optional.empty()));
  }

  /** The same for raw WebSockets and event streams. */
  public int listenToRaw() {
    return listen(
        new SubscribeEndpoint(
            services,
            "/",
            new OriginPolicy(List.of("*")),
            List.of(),
            new RouteConfig.Serve(RouteConfig.Endpoint.SUBSCRIBE, false)));
  }

  private int listen(Handler<HttpServerRequest> endpoint) {
    HttpServer server =
        vertx
            .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
            .requestHandler(endpoint);
    Promise<HttpServer> listening = Promise.promise();
    context.runOnContext(v -> server.listen(0, "127.0.0.1").onComplete(listening));
    return await(listening.future()).actualPort();
  }

  /** Carries out what is for the loop only, and waits for it. */
  public void run(Runnable action) {
    services.shard().loop().submit(action).syncUninterruptibly();
  }

  @Override
  public void close() {
    run(() -> clients.forEach(client -> client.end(End.lost())));
    services.heartbeat().stop();
    await(broker.close());
    await(vertx.close());
  }

  /** A client, and what it was told. */
  public final class Client extends Session {
    private final List<String> told = new ArrayList<>();

    private Client(LoopServices services, ClientInfo info) {
      super(
          services,
          new Origin(SessionMetrics.Kind.WEBSOCKET, "test", "", ClientMetrics.NONE, Map.of()),
          info);
    }

    /**
     * In order: {@code +channel}, publications recovered, {@code -channel}, {@code code reason}.
     */
    public List<String> told() {
      return look(() -> List.copyOf(told));
    }

    /** The channels that it is subscribed to. */
    public List<String> channels() {
      return look(() -> subscriptions().channels().stream().map(Channel::name).sorted().toList());
    }

    private <T> T look(Supplier<T> question) {
      List<T> answer = new ArrayList<>();
      run(() -> answer.add(question.get()));
      return answer.get(0);
    }

    /** Its connection is gone. */
    public void leave() {
      run(() -> end(End.lost()));
    }

    @Override
    long queuedBytes() {
      return 0;
    }

    @Override
    void whenSent(Runnable then) {
      then.run();
    }

    @Override
    void onSubscribedByServer(Subscription subscription, Subscribed subscribed) {
      told.add("+" + subscription.channel());
      for (Publication missed : subscribed.missed()) {
        told.add(new String(missed.data().bytes(), UTF_8));
      }
      subscription.goLive(subscribed.top());
    }

    @Override
    void onUnsubscribed(Channel channel, UnsubscribeCode code) {
      told.add("-" + channel);
    }

    @Override
    void disconnect(int code, String reason) {
      told.add(code + " " + reason);
      loop().execute(() -> end(End.lost()));
    }

    @Override
    void shutDown() {}

    @Override
    void deliver(Subscription subscription, PushBatch batch, int from) {}

    @Override
    void flush() {}

    @Override
    void onGap(Subscription subscription) {}

    @Override
    void onPingDue() {}

    @Override
    void onPongDue() {}
  }
}
