package io.carillon.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Ports;
import io.carillon.gateway.testkit.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCommandTest {
  @TempDir private Path directory;

  private StringWriter out;
  private StringWriter err;

  private int run(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    return Carillon.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private String config(String tokens) throws Exception {
    return Files.writeString(
            directory.resolve("carillon.yaml"), "auth: { tokens: " + tokens + " }\n")
        .toString();
  }

  private String secret() throws Exception {
    return config("{ hmacSecret: \"" + Tokens.SECRET + "\", audience: gateway, issuer: tests }");
  }

  @Test
  void tokenThatIsMadeIsGood() throws Exception {
    String file = secret();
    assertEquals(
        0,
        run(
            "token",
            "make",
            "-c",
            file,
            "--user",
            "ann",
            "--ttl",
            "10m",
            "--channels",
            "a,b",
            "--info",
            "{\"name\":\"Ann\"}",
            "--claim",
            "tenant=acme",
            "--claim",
            "level=7",
            "--claim",
            "roles=[\"a\",\"b\"]"));
    String token = out.toString().strip();

    assertEquals(0, run("token", "check", "-c", file, token), err.toString());

    JsonObject claims = new JsonObject(out.toString());
    assertEquals("ann", claims.getString("sub"));
    assertEquals("gateway", claims.getString("aud"));
    assertEquals("tests", claims.getString("iss"));
    assertEquals(new JsonArray().add("a").add("b"), claims.getJsonArray("channels"));
    assertEquals("Ann", claims.getJsonObject("info").getString("name"));
    assertEquals("acme", claims.getString("tenant"));
    assertEquals(7, claims.getInteger("level"));
    assertEquals(new JsonArray().add("a").add("b"), claims.getJsonArray("roles"));
    assertEquals(600, claims.getLong("exp") - claims.getLong("iat"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "secp256r1", "secp384r1", "secp521r1"})
  void tokenIsSignedWithAPrivateKeyOfAFile(String kind) throws Exception {
    KeyPair key = Tokens.key(kind);
    Path own = Files.writeString(directory.resolve("own.pem"), Tokens.pem(key.getPrivate()));
    Path open = Files.writeString(directory.resolve("open.pem"), Tokens.pem(key.getPublic()));
    assertEquals(0, run("token", "make", "--key", own.toString(), "--channel", "a", "--ttl", "0"));
    String token = out.toString().strip();

    assertEquals(
        0, run("token", "check", "-c", config("{ publicKeys: [\"" + open + "\"] }"), token));

    assertEquals("a", new JsonObject(out.toString()).getString("channel"));
  }

  @Test
  void tokenIsSignedWithASecretOfAFile() throws Exception {
    Path file = Files.writeString(directory.resolve("secret"), Tokens.SECRET + "\n");
    assertEquals(0, run("token", "make", "--secret-file", file.toString()));
    String token = out.toString().strip();

    assertEquals(
        0, run("token", "check", "-c", config("{ hmacSecret: " + Tokens.SECRET + " }"), token));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"aud":"gateway","iss":"tests","exp":1} | 3 | it has expired
          {"aud":"others","iss":"tests"}          | 4 | another audience
          {"aud":"gateway","iss":"others"}        | 4 | another issuer
          {"aud":"gateway","iss":7}               | 4 | iss is not a text
          {                                       | 4 | no JSON
          """)
  void operatorIsToldWhatIsWrong(String claims, int exitCode, String reason) throws Exception {
    assertEquals(exitCode, run("token", "check", "-c", secret(), Tokens.of(claims)));

    assertEquals("", out.toString());
    assertTrue(err.toString().contains(reason), err.toString());
  }

  @Test
  void keysThatCannotBeFetchedAreNoVerdict() throws Exception {
    String url = "http://127.0.0.1:" + Ports.free() + "/keys";
    String token = Tokens.signed(Tokens.key("RSA").getPrivate(), "{\"alg\":\"RS256\"}", "{}");

    assertEquals(5, run("token", "check", "-c", config("{ jwks: \"" + url + "\" }"), token));
  }

  @Test
  void commandLineThatMakesNoSenseEndsInTwo() throws Exception {
    String file = secret();
    assertEquals(2, run("token"));
    assertEquals(2, run("token", "make"));
    assertEquals(2, run("token", "make", "-c", file, "--info", "{"));
    assertEquals(2, run("token", "make", "-c", file, "--ttl", "soon"));
    assertEquals(2, run("token", "make", "-c", file, "--claim", "tenant"));
    assertEquals(2, run("token", "make", "-c", file, "--claim", "=acme"));
    assertEquals(2, run("token", "make", "-c", file, "--claim", "sub=bob"));
    assertEquals(2, run("token", "make", "-c", file, "--channel", "a", "--channels", "b"));
    assertEquals(2, run("token", "make", "--key", "a", "--secret-file", "b"));
    assertEquals(1, run("token", "make", "--key", file));
    assertEquals(1, run("token", "check", "-c", file, "--set", "auth.anonymous=perhaps", "x"));
  }
}
