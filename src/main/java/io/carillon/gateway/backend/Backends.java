package io.carillon.gateway.backend;

import io.carillon.gateway.auth.Grant;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.config.AskConfig;
import io.carillon.gateway.config.BackendConfig;
import io.carillon.gateway.protocol.Command;
import io.carillon.gateway.protocol.RawJson;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The backends that one event loop asks. Confined to the loop; made in the verticle's start, whose
 * end closes their connections. Each future fails with a {@link Silence} when there is no answer.
 */
public final class Backends {
  private static final int KEEP_ALIVE_SECONDS = 15;

  private final AskConfig config;
  private final Context context;
  private final ClientHeaders headers;
  private final Map<String, Backend> byName = new HashMap<>();

  /**
   * @param context of the loop
   */
  public Backends(Vertx vertx, Context context, AskConfig config, BackendMetrics metrics) {
    this.config = config;
    this.context = context;
    this.headers = new ClientHeaders(config);
    config.backends().forEach((name, one) -> byName.put(name, open(vertx, one, metrics)));
  }

  /** None at all. */
  public static Backends none() {
    AskConfig nothing =
        new AskConfig(Map.of(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
    return new Backends(null, null, nothing, BackendMetrics.NONE);
  }

  private static Backend open(Vertx vertx, BackendConfig config, BackendMetrics metrics) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setConnectTimeout((int) config.timeout().toMillis())
            .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
            .setDecompressionSupported(false);
    PoolOptions pool = new PoolOptions().setHttp1MaxSize(config.concurrency());
    return new Backend(
        config, vertx, vertx.httpClientBuilder().with(options).with(pool).build(), metrics);
  }

  /** The headers of a handshake that backends may have; few, or none. */
  public Map<String, String> headersOf(UnaryOperator<String> header) {
    return headers.of(header);
  }

  /** The same with those that a client says it would have sent. */
  public Map<String, String> headersWith(Map<String, String> sent, Map<String, String> emulated) {
    return headers.with(sent, emulated);
  }

  /** Whether one says who a client is. */
  public boolean knowClients() {
    return config.connect().isPresent();
  }

  /** Whether one says whether a client may stay. */
  public boolean refreshClients() {
    return config.refresh().isPresent();
  }

  /** Whether one says whether a client may go on to hear what a backend let it hear. */
  public boolean refreshSubscriptions() {
    return config.subRefresh().isPresent();
  }

  /** Who a client is. */
  public Future<Verdict<Entry>> connect(
      Asker asker, Command.Connect connect, BooleanSupplier isWanted) {
    return ask(
        config.connect().orElseThrow(),
        asker,
        new Pending<>(
            Question.CONNECT, Questions.connect(asker, connect), isWanted, Answers::entry));
  }

  /** Whether a client may stay. */
  public Future<Verdict<Stay>> refresh(Asker asker, BooleanSupplier isWanted) {
    return ask(
        config.refresh().orElseThrow(),
        asker,
        new Pending<>(Question.REFRESH, Questions.refresh(asker), isWanted, Answers::stay));
  }

  /** Whether a client may subscribe, and with what. */
  public Future<Verdict<Grant>> subscribe(
      BackendConfig backend,
      Asker asker,
      Command.SubscribeRequest request,
      BooleanSupplier isWanted) {
    byte[] body = Questions.inChannel(asker, request.channel(), request.data());
    return ask(backend, asker, new Pending<>(Question.SUBSCRIBE, body, isWanted, Answers::grant));
  }

  /** Whether a client may go on to hear a channel. */
  public Future<Verdict<Stay>> subRefresh(Asker asker, Channel channel, BooleanSupplier isWanted) {
    byte[] body = Questions.inChannel(asker, channel.name(), null);
    return ask(
        config.subRefresh().orElseThrow(),
        asker,
        new Pending<>(Question.SUB_REFRESH, body, isWanted, Answers::stay));
  }

  /** Whether a client may publish, and what. */
  public Future<Verdict<Passed>> publish(
      BackendConfig backend, Asker asker, Channel channel, Payload data, BooleanSupplier isWanted) {
    byte[] body = Questions.inChannel(asker, channel.name(), data);
    return ask(backend, asker, new Pending<>(Question.PUBLISH, body, isWanted, Answers::passed));
  }

  /** Calls a method; empty when none is asked for it. The answer has no data when that is null. */
  public Optional<Future<Verdict<Optional<Payload>>>> rpc(
      Asker asker, Command.Rpc call, BooleanSupplier isWanted) {
    Function<RawJson, Optional<Payload>> data = result -> Optional.ofNullable(Answers.data(result));
    return backendOf(call.method())
        .map(
            backend -> {
              byte[] body = Questions.rpc(asker, call.method(), call.data());
              return ask(backend, asker, new Pending<>(Question.RPC, body, isWanted, data));
            });
  }

  // The method itself before the longest begin of it.
  private Optional<BackendConfig> backendOf(String method) {
    BackendConfig exact = config.rpc().get(method);
    if (exact != null) {
      return Optional.of(exact);
    }
    return config.rpc().keySet().stream()
        .filter(name -> name.endsWith("*"))
        .filter(name -> method.startsWith(name.substring(0, name.length() - 1)))
        .max(Comparator.comparingInt(String::length))
        .map(config.rpc()::get);
  }

  // What is called from a socket's handler is on the loop, but in no context of Vert.x.
  private <T> Future<Verdict<T>> ask(BackendConfig backend, Asker asker, Pending<T> pending) {
    Promise<Verdict<T>> answer = Promise.promise();
    context.runOnContext(
        none -> byName.get(backend.name()).ask(pending, asker.headers()).onComplete(answer));
    return answer.future();
  }
}
