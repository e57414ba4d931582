package io.carillon.gateway.auth;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.config.AuthConfig;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides who may come in, by tokens. Callable from any thread; what it answers may come at once,
 * or from any thread. One per node, which starts and closes it.
 *
 * <p>Its futures fail with {@code TOKEN_EXPIRED}, with {@code UNAVAILABLE} when the keys cannot be
 * had, and with one code for everything else: which part of a token was wrong is for our log only.
 */
public final class Authenticator {
  private static final Logger LOG = LoggerFactory.getLogger(Authenticator.class);

  private final AuthConfig config;
  private final TokenMetrics metrics;
  private final Workers workers = new Workers();
  private final RemoteKeys remote;
  private final TokenVerifier verifier;
  private final Optional<PersonalChannel> personal;

  /**
   * @param vertx that fetches keys; not used where none are to be fetched
   */
  public Authenticator(Vertx vertx, AuthConfig config, TokenMetrics metrics) {
    this.config = config;
    this.metrics = metrics;
    this.remote =
        config.tokens().jwks().map(jwks -> new RemoteKeys(vertx, jwks, metrics)).orElse(null);
    this.verifier = new TokenVerifier(config.tokens(), remote, workers);
    this.personal = config.personalChannel().map(PersonalChannel::new);
  }

  /** Begins to fetch keys. */
  public void start() {
    if (remote != null) {
      remote.start();
    }
  }

  /** Fetches no more; tokens that are looked at are finished. */
  public void close() {
    if (remote != null) {
      remote.close();
    }
    workers.close();
  }

  /** For how long a client may stay after what it came with has expired. */
  public Duration expiryGrace() {
    return config.expiryGrace();
  }

  /**
   * Who a token is of; else {@code UNAUTHORIZED}. Done at once, with the keys that are there, for
   * handshakes that cannot wait.
   */
  public Future<Principal> verify(String token) {
    return judge(verifyAtOnce(token), ClientToken::principal, ErrorCode.UNAUTHORIZED);
  }

  /**
   * The same for somebody who asks {@link #verify} when there is no answer: what is wrong with a
   * token is neither counted nor logged here.
   */
  public Optional<Principal> verified(String token) {
    try {
      Principal principal = ClientToken.principal(verifier.verifyAtOnce(token));
      metrics.judged(TokenVerdict.VERIFIED);
      return Optional.of(principal);
    } catch (Refused refused) {
      return Optional.empty();
    }
  }

  /**
   * The channel that belongs to the user of a client; empty when there is none.
   *
   * @throws GatewayException with {@code BAD_REQUEST} when the user has a name that can have none
   */
  public Optional<Channel> personalChannel(Principal client) {
    return personal.flatMap(channel -> channel.of(client));
  }

  /**
   * What a client comes in with; else {@code UNAUTHORIZED}, or {@code EXPIRED} when the token may
   * still be brought, but for nothing.
   *
   * @param token empty for a client that brings none, which may come in where anybody may
   */
  public Future<Credentials> connect(String token) {
    return token.isEmpty() ? withoutToken() : credentials(verifier.verify(token));
  }

  /** The same, done at once, with the keys that are there, for handshakes that cannot wait. */
  public Future<Credentials> connectAtOnce(String token) {
    return token.isEmpty() ? withoutToken() : credentials(verifyAtOnce(token));
  }

  private Future<Credentials> withoutToken() {
    return config.anonymous()
        ? Future.succeededFuture(Credentials.ANONYMOUS)
        : Future.failedFuture(new GatewayException(ErrorCode.UNAUTHORIZED, "a token is needed"));
  }

  private Future<Credentials> credentials(Future<Claims> verified) {
    return judge(verified, ClientToken::credentials, ErrorCode.UNAUTHORIZED)
        .compose(credentials -> stillHolds(credentials.expireAt()).map(credentials));
  }

  private Future<Claims> verifyAtOnce(String token) {
    try {
      return Future.succeededFuture(verifier.verifyAtOnce(token));
    } catch (Refused refused) {
      return Future.failedFuture(refused);
    }
  }

  /**
   * What a client may hear a channel with; else {@code PERMISSION_DENIED}, or {@code EXPIRED}.
   *
   * @param user of the client
   * @param client its id
   */
  public Future<Grant> subscribe(String token, Channel channel, String user, String client) {
    return judge(
            verifier.verify(token),
            claims -> ClientToken.grant(claims, channel, user, client),
            ErrorCode.PERMISSION_DENIED)
        .compose(grant -> stillHolds(grant.expireAt()).map(grant));
  }

  /** What is wrong with a token, for an operator, who may know. Not counted; never fails. */
  public Future<TokenReport> examine(String token) {
    return verifier
        .verify(token)
        .map(claims -> new TokenReport(TokenVerdict.VERIFIED, "", claims.json()))
        .recover(
            cause -> {
              TokenVerdict verdict =
                  cause instanceof Refused refused ? refused.verdict() : TokenVerdict.MALFORMED;
              return Future.succeededFuture(
                  new TokenReport(verdict, String.valueOf(cause.getMessage()), ""));
            });
  }

  private Future<Void> stillHolds(long expireAt) {
    long now = System.currentTimeMillis() / 1_000;
    return expireAt == 0 || expireAt + config.tokens().leeway().toSeconds() >= now
        ? Future.succeededFuture()
        : Future.failedFuture(new GatewayException(ErrorCode.EXPIRED, "what the token gives"));
  }

  private <T> Future<T> judge(Future<Claims> verified, Reading<T> reading, ErrorCode unsound) {
    return verified
        .compose(
            claims -> {
              try {
                T read = reading.read(claims);
                metrics.judged(TokenVerdict.VERIFIED);
                return Future.succeededFuture(read);
              } catch (Refused refused) {
                return Future.failedFuture(refused);
              }
            })
        .recover(cause -> Future.failedFuture(told(cause, unsound)));
  }

  private Throwable told(Throwable cause, ErrorCode unsound) {
    if (!(cause instanceof Refused refused)) {
      return cause; // a bug
    }
    metrics.judged(refused.verdict());
    LOG.debug("token refused verdict={} reason=\"{}\"", refused.verdict(), refused.getMessage());
    return switch (refused.verdict()) {
      case EXPIRED -> new GatewayException(ErrorCode.TOKEN_EXPIRED, "the token has expired");
      case NO_KEYS ->
          new GatewayException(ErrorCode.UNAVAILABLE, "tokens cannot be verified right now");
      default -> new GatewayException(unsound, "the token is not valid");
    };
  }

  private interface Reading<T> {
    T read(Claims claims) throws Refused;
  }
}
