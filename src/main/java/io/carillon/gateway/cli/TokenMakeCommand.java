package io.carillon.gateway.cli;

import io.carillon.gateway.auth.TokenMaker;
import io.carillon.gateway.config.Secret;
import io.carillon.gateway.config.TokensConfig;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes one token and prints it. */
@Command(
    name = "make",
    description = {
      "Makes a token and prints it. It is signed with auth.tokens.hmacSecret of the configuration",
      "unless a file says otherwise, and is for the audience and of the issuer that stand there."
    },
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class)
final class TokenMakeCommand implements Callable<Integer> {
  @Mixin private ConfigOptions options;
  @Spec private CommandSpec spec;

  @Option(names = "--user", paramLabel = "ID", description = "Whom it is of; nobody by default.")
  private String user = "";

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      converter = BenchDuration.class,
      description = "As in 1h, which is the default; 0 for ever.")
  private long ttlMillis = TimeUnit.HOURS.toMillis(1);

  @Option(
      names = "--channels",
      split = ",",
      paramLabel = "NAME",
      description = "That the server subscribes the client to.")
  private List<String> channels = List.of();

  @Option(
      names = "--channel",
      paramLabel = "NAME",
      description = "Makes a token to subscribe to this channel with.")
  private String channel = "";

  @Option(names = "--info", paramLabel = "JSON", description = "That others see of the client.")
  private String info = "";

  @Option(
      names = "--claim",
      paramLabel = "NAME=VALUE",
      description = "Any other claim; a value that is JSON is that, all others are text.")
  private Map<String, String> others = new LinkedHashMap<>();

  @Option(names = "--kid", paramLabel = "ID", description = "Of the key, told in the token.")
  private String keyId = "";

  @ArgGroup private Source source = new Source();

  /** What it is signed with. */
  static final class Source {
    @Option(names = "--secret-file", paramLabel = "FILE", description = "Holds the secret.")
    private Path secret;

    @Option(names = "--key", paramLabel = "FILE", description = "Holds a PEM private key.")
    private Path key;
  }

  @Override
  public Integer call() throws IOException {
    TokensConfig config = options.load().auth().tokens();
    spec.commandLine().getOut().println(maker(config).make(keyId, claims(config).encode()));
    return 0;
  }

  private TokenMaker maker(TokensConfig config) throws IOException {
    if (source.key != null) {
      return TokenMaker.of(Files.readString(source.key));
    }
    if (source.secret != null) {
      return TokenMaker.of(new Secret(Files.readString(source.secret).strip()));
    }
    if (config.hmacSecrets().isEmpty()) {
      throw wrong("auth.tokens.hmacSecret is empty: give a configuration, --secret-file or --key");
    }
    return TokenMaker.of(config.hmacSecrets().get(0));
  }

  private JsonObject claims(TokensConfig config) {
    long now = System.currentTimeMillis() / 1_000;
    JsonObject claims = new JsonObject().put("sub", user).put("iat", now);
    if (ttlMillis > 0) {
      claims.put("exp", now + TimeUnit.MILLISECONDS.toSeconds(ttlMillis));
    }
    putIfGiven(claims, "aud", config.audience());
    putIfGiven(claims, "iss", config.issuer());
    putIfGiven(claims, "channel", channel);
    if (!channels.isEmpty() && !channel.isEmpty()) {
      throw wrong("--channels is for a connection, --channel for a subscription");
    }
    if (!channels.isEmpty()) {
      claims.put("channels", new JsonArray(channels));
    }
    if (!info.isEmpty()) {
      try {
        claims.put("info", Json.decodeValue(info));
      } catch (DecodeException malformed) {
        throw wrong("--info is no JSON");
      }
    }
    others.forEach((name, value) -> put(claims, name, jsonOrText(value)));
    return claims;
  }

  private void put(JsonObject claims, String name, Object value) {
    if (name.isEmpty() || claims.containsKey(name)) {
      throw wrong("--claim " + name + ": " + (name.isEmpty() ? "it needs a name" : "is there"));
    }
    claims.put(name, value);
  }

  private static Object jsonOrText(String value) {
    try {
      return Json.decodeValue(value);
    } catch (DecodeException text) {
      return value;
    }
  }

  private static void putIfGiven(JsonObject claims, String name, String value) {
    if (!value.isEmpty()) {
      claims.put(name, value);
    }
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
