package io.carillon.gateway.auth;

import io.carillon.gateway.config.Secret;
import io.carillon.gateway.config.TokensConfig;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON Web Tokens, RFC 7519: their signature (HS256, HS384, HS512) and their time ({@code exp},
 * {@code nbf}, {@code iat}). A token without a signature is none. Callable from any thread.
 */
final class TokenVerifier {
  private static final List<String> ALGORITHMS = List.of("HS256", "HS384", "HS512");

  /** By so much clocks may differ. */
  private static final int LEEWAY_SECONDS = 5;

  private static final int MOST_CHARACTERS = 16 * 1024;

  // Null when there is nothing to verify a token with: the library would then take unsigned ones.
  private final JWTAuth auth;

  TokenVerifier(TokensConfig config) {
    auth = config.hmacSecret().map(TokenVerifier::auth).orElse(null);
  }

  private static JWTAuth auth(Secret secret) {
    JWTAuthOptions options =
        new JWTAuthOptions().setJWTOptions(new JWTOptions().setLeeway(LEEWAY_SECONDS));
    for (String algorithm : ALGORITHMS) {
      options.addPubSecKey(
          new PubSecKeyOptions().setAlgorithm(algorithm).setBuffer(Buffer.buffer(secret.bytes())));
    }
    // Without a Vertx, which only reads files of keys.
    return JWTAuth.create(null, options);
  }

  /** Fails with {@code UNAUTHORIZED} unless the token is sound; done at once. */
  Future<Principal> verify(String token) {
    if (auth == null || token.length() > MOST_CHARACTERS) {
      return refused(auth == null ? "tokens are not taken here" : "the token is too long");
    }
    try {
      return auth.authenticate(new TokenCredentials(token))
          .map(user -> principal(user.attributes().getJsonObject("accessToken")))
          .recover(unsound -> refused("the token is not valid, or not any more"));
    } catch (RuntimeException unsound) {
      // For instance an exp that is no number.
      return refused("the token is not valid");
    }
  }

  private static Principal principal(JsonObject token) {
    Map<String, Object> claims = new LinkedHashMap<>();
    token
        .getMap()
        .forEach(
            (name, value) -> {
              if (value != null) {
                claims.put(name, value);
              }
            });
    return new Principal(token.getString("sub", ""), claims);
  }

  private static Future<Principal> refused(String detail) {
    return Future.failedFuture(new GatewayException(ErrorCode.UNAUTHORIZED, detail));
  }
}
