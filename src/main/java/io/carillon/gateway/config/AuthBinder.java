package io.carillon.gateway.config;

import java.util.Optional;

/** Reads who may come in. */
final class AuthBinder {
  private static final int LEAST_SECRET = 16;

  private AuthBinder() {}

  static AuthConfig bind(Section section) {
    Section tokens = section.section("tokens");
    return new AuthConfig(
        section.flag("anonymous", true),
        new TokensConfig(Secrets.of(tokens, "hmacSecret", LEAST_SECRET, Optional.empty())),
        PersonalChannelBinder.bind(section));
  }
}
