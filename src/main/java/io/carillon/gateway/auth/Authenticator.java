package io.carillon.gateway.auth;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.config.AuthConfig;
import io.carillon.gateway.error.GatewayException;
import io.vertx.core.Future;
import java.util.Optional;

/** Decides who may come in. Immutable; callable from any thread. */
public final class Authenticator {
  private final AuthConfig config;
  private final TokenVerifier tokens;
  private final Optional<PersonalChannel> personal;

  public Authenticator(AuthConfig config) {
    this.config = config;
    this.tokens = new TokenVerifier(config.tokens());
    this.personal = config.personalChannel().map(PersonalChannel::new);
  }

  /**
   * Who a token is of.
   *
   * @return failed with {@code UNAUTHORIZED} when it cannot be told, or is told no more
   */
  public Future<Principal> verify(String token) {
    return tokens.verify(token);
  }

  /**
   * The channel that belongs to the user of a client; empty when there is none.
   *
   * @throws GatewayException with {@code BAD_REQUEST} when the user has a name that can have none
   */
  public Optional<Channel> personalChannel(Principal client) {
    return personal.flatMap(channel -> channel.of(client));
  }

  /** Who comes without a token; empty when nobody may. */
  public Optional<Principal> anonymous() {
    return config.anonymous() ? Optional.of(Principal.ANONYMOUS) : Optional.empty();
  }
}
