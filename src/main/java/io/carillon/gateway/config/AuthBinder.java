package io.carillon.gateway.config;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads who may come in. */
final class AuthBinder {
  private static final int LEAST_SECRET = 16;
  private static final Kind<URI> URL =
      new Kind<>(
          "an http or https URL with a host, without user and fragment, or empty",
          text -> text.isEmpty() ? Optional.of(URI.create("")) : url(text));

  private AuthBinder() {}

  static AuthConfig bind(Section section) {
    return new AuthConfig(
        section.flag("anonymous", true),
        tokens(section.section("tokens")),
        PersonalChannelBinder.bind(section),
        section.value(
            "expiryGrace",
            Duration.ofSeconds(25),
            Kind.durationOrZero(Duration.ofMillis(100), Duration.ofHours(1))));
  }

  private static TokensConfig tokens(Section section) {
    List<Secret> secrets = new ArrayList<>();
    Secrets.of(section, "hmacSecret", LEAST_SECRET, Optional.empty()).ifPresent(secrets::add);
    Secrets.of(section, "previousHmacSecret", LEAST_SECRET, Optional.empty())
        .ifPresent(secrets::add);
    if (section.isSound("hmacSecret", "previousHmacSecret")
        && !section.has("hmacSecret")
        && !secrets.isEmpty()) {
      section.complainWithin(
          "previousHmacSecret", "", "a secret", "nothing, since there is no hmacSecret");
    }
    return new TokensConfig(
        secrets,
        PublicKeys.list(section, "publicKeys"),
        jwks(section.section("jwks", "url")),
        section.text("audience", ""),
        section.text("issuer", ""),
        section.value(
            "leeway",
            TokensConfig.LEEWAY,
            Kind.durationOrZero(Duration.ofSeconds(1), Duration.ofMinutes(5))));
  }

  private static Optional<JwksConfig> jwks(Section section) {
    URI url = section.value("url", URI.create(""), URL);
    JwksConfig jwks =
        new JwksConfig(
            url,
            section.duration(
                "refresh", Duration.ofMinutes(10), Duration.ofSeconds(1), Duration.ofDays(1)),
            section.duration(
                "cooldown", Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofHours(1)),
            section.duration(
                "timeout", Duration.ofSeconds(4), Duration.ofMillis(100), Duration.ofMinutes(1)),
            section.value("ca", "", PemFiles.CERTIFICATES));
    return url.toString().isEmpty() ? Optional.empty() : Optional.of(jwks);
  }

  private static Optional<URI> url(String text) {
    try {
      URI url = URI.create(text);
      boolean known =
          "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
      return known
              && url.getHost() != null
              && url.getRawUserInfo() == null
              && url.getRawFragment() == null
          ? Optional.of(url)
          : Optional.empty();
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
