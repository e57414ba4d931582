package io.carillon.gateway.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.ConfigLoader;
import io.carillon.gateway.config.RulesText;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.TlsFiles;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes and pools through the API of one node. */
class RulesApiTest {
  private static final String RULES =
      "{chat: {targets: [{url: 'http://127.0.0.1:9', name: a},"
          + " {url: 'http://127.0.0.1:10', weight: 2}]},"
          + " spare: {sticky: {type: cookie, secret: 0123456789abcdef0123456789abcdef},"
          + " targets: []}}";

  @TempDir private static Path directory;
  private static Path certificate;
  private static TestNode node;
  private static TestNode locked;

  @BeforeAll
  static void start() {
    certificate = TlsFiles.make(directory, "backend", "dns:localhost").certificate();
    node =
        TestNode.start(
            "routes=[{path: /chat/, proxy: chat}, {path: /s, serve: subscribe}]",
            "pools=" + RULES,
            "listeners.admin.maxBodyBytes=2KiB");
    locked = TestNode.start("listeners.admin.apiKey=s3cret");
  }

  @AfterAll
  static void stop() {
    locked.close();
    node.close();
  }

  @AfterEach
  void forget() {
    assertEquals(204, node.admin("DELETE", "/api/rules", null).statusCode());
  }

  @Test
  void routesOfTheFileAreShown() {
    JsonArray routes = get("/api/routes").getJsonArray("routes");
    JsonObject chat = get("/api/routes/%2Fchat%2F");

    assertEquals(2, routes.size());
    assertEquals("/chat/", chat.getString("name"));
    assertEquals("chat", chat.getJsonObject("route").getString("proxy"));
    assertEquals("/chat/", chat.getJsonObject("route").getString("path"));
    assertEquals(routes.getJsonObject(0), chat.getJsonObject("route"));
  }

  @Test
  void routeComesChangesAndGoes() {
    String path = "/api/routes/more";
    assertEquals(404, node.get("/more").statusCode());

    assertEquals(201, put(path, "{\"path\":\"/more\",\"serve\":\"subscribe\"}").statusCode());
    assertEquals(400, node.get("/more").statusCode());
    HttpResponse<String> changed =
        put(path, "{\"name\":\"more\",\"path\":\"/less\",\"serve\":\"subscribe\"}");
    assertEquals(200, changed.statusCode());
    assertEquals("/less", json(changed).getJsonObject("route").getString("path"));
    assertEquals(404, node.get("/more").statusCode());
    assertEquals("/less", get(path).getJsonObject("route").getString("path"));

    assertEquals(204, node.admin("DELETE", path, null).statusCode());
    assertEquals(404, node.get("/less").statusCode());
    assertEquals(404, node.admin("GET", path, null).statusCode());
    assertEquals(404, node.admin("DELETE", path, null).statusCode());
  }

  @Test
  void whatIsShownCanBePutBack() {
    String route = get("/api/routes/%2Fchat%2F").getJsonObject("route").encode();
    String pool = get("/api/pools/spare").getJsonObject("pool").encode();
    assertTrue(pool.contains("***"), pool);
    assertFalse(pool.contains("0123456789abcdef"), pool);

    assertEquals(200, put("/api/routes/%2Fchat%2F", route).statusCode());
    assertEquals(200, put("/api/pools/spare", pool).statusCode());
    assertEquals(pool, get("/api/pools/spare").getJsonObject("pool").encode());
    assertEquals(route, get("/api/routes/%2Fchat%2F").getJsonObject("route").encode());
  }

  @Test
  void routeOfTheFileThatIsTakenOutComesBackWithTheFile() {
    int before = node.get("/s").statusCode();
    assertEquals(204, node.admin("DELETE", "/api/routes/%2Fs", null).statusCode());
    assertEquals(404, node.get("/s").statusCode());

    assertEquals(204, node.admin("DELETE", "/api/rules", null).statusCode());

    assertEquals(before, node.get("/s").statusCode());
  }

  @Test
  void poolComesWithARouteAndGoesAfterIt() {
    String pool =
        "{\"balance\":\"random-two\",\"health\":{\"type\":\"none\"},"
            + "\"targets\":[{\"url\":\"http://127.0.0.1:9\"}]}";
    assertEquals(201, put("/api/pools/new", pool).statusCode());
    assertEquals(
        201, put("/api/routes/new", "{\"path\":\"/new/\",\"proxy\":\"new\"}").statusCode());
    assertEquals(502, node.get("/new/").statusCode());

    HttpResponse<String> inUse = node.admin("DELETE", "/api/pools/new", null);
    assertEquals(409, inUse.statusCode());
    assertEquals("conflict: routes lead to it: new", message(inUse));

    assertEquals(204, node.admin("DELETE", "/api/routes/new", null).statusCode());
    assertEquals(204, node.admin("DELETE", "/api/pools/new", null).statusCode());
    assertEquals(404, node.admin("GET", "/api/pools/new", null).statusCode());
  }

  @Test
  void poolShowsHowItsTargetsStand() {
    JsonObject chat = get("/api/pools/chat");

    JsonObject here = chat.getJsonArray("nodes").getJsonObject(0);
    assertEquals("test", here.getString("name"));
    JsonObject target = here.getJsonArray("targets").getJsonObject(0);
    assertEquals("a", target.getString("name"));
    assertEquals(0, target.getInteger("open"));
    assertFalse(target.getString("health").isEmpty());
    assertEquals(
        1,
        get("/api/pools/chat/targets/127.0.0.1:10")
            .getJsonArray("nodes")
            .getJsonObject(0)
            .getJsonArray("targets")
            .size());
  }

  @Test
  void targetTakesWhatIsGivenAndKeepsTheRest() {
    String path = "/api/pools/chat/targets/127.0.0.1%3A10";
    assertEquals(200, put(path, "{\"state\":\"drain\"}").statusCode());
    assertEquals(200, put(path, "{\"maxConnections\":7}").statusCode());

    JsonObject target = get(path).getJsonObject("target");
    assertEquals("drain", target.getString("state"));
    assertEquals(7, target.getInteger("maxConnections"));
    assertEquals(2, target.getInteger("weight"));
    assertEquals("http://127.0.0.1:10", target.getString("url"));
    assertEquals(target, get("/api/pools/chat/targets").getJsonArray("targets").getJsonObject(1));
  }

  @Test
  void targetComesAndGoesAndANewOneHasNothingOfTheOld() {
    String path = "/api/pools/chat/targets/a";
    assertEquals(200, put(path, "{\"weight\":9}").statusCode());
    assertEquals(204, node.admin("DELETE", path, null).statusCode());
    assertEquals(404, node.admin("GET", path, null).statusCode());
    assertEquals(400, put(path, "{\"state\":\"drain\"}").statusCode());

    assertEquals(201, put(path, "{\"url\":\"http://127.0.0.2:9\"}").statusCode());
    JsonObject target = get(path).getJsonObject("target");
    assertEquals(1, target.getInteger("weight"));
    assertEquals("http://127.0.0.2:9", target.getString("url"));
  }

  @Test
  void poolThatIsPutAsAWholeForgetsWhatWasChangedOfItsTargets() {
    assertEquals(200, put("/api/pools/chat/targets/a", "{\"weight\":9}").statusCode());
    String whole = "{\"targets\":[{\"name\":\"a\",\"url\":\"http://127.0.0.1:9\"}]}";

    assertEquals(200, put("/api/pools/chat", whole).statusCode());

    assertEquals(1, get("/api/pools/chat/targets/a").getJsonObject("target").getInteger("weight"));
    assertEquals(200, put("/api/pools/chat/targets/a", "{\"state\":\"drain\"}").statusCode());
    assertEquals(1, get("/api/pools/chat/targets/a").getJsonObject("target").getInteger("weight"));
  }

  @Test
  void exportIsWhatTheFileWouldTake() {
    put("/api/routes/more", "{\"path\":\"/more\",\"serve\":\"subscribe\"}");
    HttpResponse<String> yaml = node.admin("GET", "/api/rules.yaml", null);

    assertEquals(
        "application/yaml; charset=utf-8", yaml.headers().firstValue("Content-Type").get());
    String again = RulesText.yaml(ConfigLoader.rules(node.node().config(), yaml.body()));
    assertEquals(yaml.body(), again);
    assertTrue(again.contains("/more"), again);
  }

  @Test
  void generationGoesUpWithEachChangeAndOnlyThen() {
    int before = get("/api/generations").getInteger("current");
    String route = "{\"path\":\"/more\",\"serve\":\"subscribe\"}";
    put("/api/routes/more", route);
    put("/api/routes/more", route);
    put("/api/routes/other", "{\"path\":\"/\\ud800\",\"serve\":\"subscribe\"}");

    JsonObject now = get("/api/generations");
    assertEquals(before + 1, now.getInteger("current"));
    assertEquals(
        new JsonArray().add(new JsonObject().put("number", before + 1).put("links", 0)),
        now.getJsonArray("generations"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /api/routes/x            | {"path":"/x"}                                  | routes.x.serve: found nothing, wanted
          /api/routes/x            | {"path":"/x","proxy":"nowhere"}                | routes.x.proxy: found 'nowhere', wanted
          /api/routes/x            | {"path":"x","serve":"subscribe"}               | routes.x.path: found 'x', wanted
          /api/routes/x            | {"path":"/s","serve":"subscribe"}              | routes.x.path: found '/s', wanted a path that routes./s does not serve
          /api/routes/x            | {"path":"/x","serve":"subscribe","extra":1}    | routes.x.extra: found
          /api/routes/a%20b        | {"path":"/x","serve":"subscribe"}              | routes.a b.name: found 'a b', wanted
          /api/pools/x             | {"targets":[{"url":"ftp://x"}]}                | pools.x.targets.0.url: found 'ftp://x', wanted
          /api/pools/x             | {"targets":7}                                  | pools.x.targets: found '7', wanted
          /api/pools/x             | {"name":"x","targets":[]}                      | pools.x.name: found
          /api/pools/a%2Fb         | {"targets":[]}                                 | pools.a/b: found
          /api/pools/chat/targets/a| {"weight":-1}                                  | pools.chat.targets.a.weight: found '-1', wanted
          /api/pools/chat/targets/a| {"state":"asleep"}                             | pools.chat.targets.a.state: found 'asleep', wanted
          /api/pools/chat/targets/n| {"weight":1}                                   | pools.chat.targets.n.url: found nothing, wanted
          """)
  void whatIsNotValidIsRefusedWithEveryComplaint(String path, String body, String complaint) {
    HttpResponse<String> answer = put(path, body);

    assertEquals(400, answer.statusCode(), answer.body());
    JsonObject error = json(answer).getJsonObject("error");
    assertEquals(107, error.getInteger("code"));
    JsonObject first = error.getJsonArray("complaints").getJsonObject(0);
    String shown =
        first.getString("path")
            + ": found "
            + first.getString("found")
            + ", wanted "
            + first.getString("wanted");
    assertTrue(shown.startsWith(complaint), shown);
    assertEquals("bad request: " + shown, error.getString("message"));
  }

  @Test
  void poolThatCouldNotBeServedIsRefusedAndNoReasonToStart() throws Exception {
    // Certificates, but not in PEM.
    byte[] pem = Files.readAllBytes(certificate);
    Path der = directory.resolve("backend.der");
    try (InputStream bytes = new ByteArrayInputStream(pem)) {
      Files.write(
          der, CertificateFactory.getInstance("X.509").generateCertificate(bytes).getEncoded());
    }
    String pool =
        "{\"targets\":[{\"url\":\"https://127.0.0.1:9\"}],\"tls\":{\"ca\":\"" + der + "\"}}";

    HttpResponse<String> answer = put("/api/pools/x", pool);
    RuntimeException failure =
        assertThrows(RuntimeException.class, () -> TestNode.start("pools={x: " + pool + "}"));

    assertEquals(400, answer.statusCode(), answer.body());
    assertTrue(
        message(answer).startsWith("bad request: pools.x.tls.ca: found '" + der), answer.body());
    assertTrue(failure.getMessage().contains("pools.x.tls.ca: found '" + der), failure.toString());
    assertEquals(404, node.admin("GET", "/api/pools/x", null).statusCode());
  }

  @Test
  void everyComplaintIsMade() {
    HttpResponse<String> answer =
        put("/api/routes/x", "{\"path\":\"x\",\"proxy\":\"nowhere\",\"token\":7}");

    assertEquals(
        3, json(answer).getJsonObject("error").getJsonArray("complaints").size(), answer.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "7", "null", "{\"path\":\"/x\",\"serve\":\"subscribe\"}}"})
  void bodyThatIsNoObjectIs400(String body) {
    HttpResponse<String> answer = put("/api/routes/x", body);

    assertEquals(400, answer.statusCode(), answer.body());
    assertEquals("bad request: the body is no JSON object", message(answer));
  }

  @Test
  void otherNameInTheBodyIs400() {
    assertEquals(
        400,
        put("/api/routes/x", "{\"name\":\"y\",\"path\":\"/x\",\"serve\":\"subscribe\"}")
            .statusCode());
    assertEquals(400, put("/api/pools/chat/targets/a", "{\"name\":\"b\"}").statusCode());
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/routes/nobody",
    "DELETE, /api/routes/nobody",
    "GET, /api/pools/nobody",
    "DELETE, /api/pools/nobody",
    "GET, /api/pools/nobody/targets",
    "GET, /api/pools/nobody/targets/a",
    "GET, /api/pools/chat/targets/nobody",
    "DELETE, /api/pools/chat/targets/nobody",
    "DELETE, /api/pools/nobody/targets/a",
    "GET, /api/pools/chat/more"
  })
  void whatIsNotThereIs404(String method, String path) {
    assertEquals(404, node.admin(method, path, null).statusCode());
  }

  @Test
  void targetOfAPoolThatIsNotThereIs404() {
    assertEquals(404, put("/api/pools/nobody/targets/a", "{\"url\":\"http://a\"}").statusCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST   | /api/routes              | GET
          PUT    | /api/routes              | GET
          POST   | /api/routes/x            | GET, PUT, DELETE
          PATCH  | /api/pools/chat          | GET, PUT, DELETE
          POST   | /api/pools/chat/targets  | GET
          GET    | /api/rules               | DELETE
          DELETE | /api/rules.yaml          | GET
          PUT    | /api/generations         | GET
          GET    | /api/generations/0/drain | POST
          DELETE | /api/pools/chat/targets/a/drain | POST
          OPTIONS| /api/routes/x            | GET, PUT, DELETE
          """)
  void otherMethodIs405(String method, String path, String allowed) {
    HttpResponse<String> answer = node.admin(method, path, null);

    assertEquals(405, answer.statusCode());
    assertEquals(allowed, answer.headers().firstValue("Allow").get());
    assertTrue(answer.headers().firstValue("Access-Control-Allow-Origin").isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"rate\":0}", "{\"rate\":-1}", "{\"rate\":\"x\"}", "{\"speed\":1}", "[]"})
  void senselessDrainIs400(String body) {
    assertEquals(400, node.post("/api/generations/0/drain", body).statusCode());
    assertEquals(400, node.post("/api/pools/chat/targets/a/drain", body).statusCode());
  }

  @Test
  void drainOfNothingTellsSo() {
    assertEquals(
        new JsonObject().put("number", 77).put("links", 0),
        json(node.post("/api/generations/77/drain", "{\"rate\":1.5}")));
    assertEquals(404, node.post("/api/generations/x/drain", "{}").statusCode());
    assertEquals(404, node.post("/api/generations/-1/drain", "{}").statusCode());
    assertEquals(
        new JsonObject().put("pool", "chat").put("target", "a").put("links", 0),
        json(node.post("/api/pools/chat/targets/a/drain", "{}")));
    assertEquals(404, node.post("/api/pools/chat/targets/nobody/drain", "{}").statusCode());
    assertEquals(404, node.post("/api/pools/nobody/targets/a/drain", "{}").statusCode());
  }

  @Test
  void bodyOverTheLimitIs413AndOtherTypesAre415() {
    String large = "{\"path\":\"/" + "x".repeat(3_000) + "\",\"serve\":\"subscribe\"}";

    assertEquals(413, put("/api/routes/x", large).statusCode());
    assertEquals(
        415, node.admin("PUT", "/api/routes/x", "{}", "Content-Type", "text/plain").statusCode());
    assertEquals(415, node.admin("PUT", "/api/routes/x", null).statusCode());
  }

  @Test
  void keyIsAskedForEverything() {
    for (String path : new String[] {"/api/routes", "/api/pools", "/api/rules.yaml"}) {
      assertEquals(401, locked.admin("GET", path, null).statusCode());
      assertEquals(200, locked.admin("GET", path, null, "X-API-Key", "s3cret").statusCode(), path);
    }
    assertEquals(401, locked.admin("DELETE", "/api/rules", null).statusCode());
    assertEquals(401, locked.admin("PUT", "/api/routes/x", "{}").statusCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET /api/routes    | Host: evil.example                                        | 403
          DELETE /api/rules  | Host: evil.example                                        | 403
          DELETE /api/rules  | Host: localhost:1!Origin: http://evil.example             | 403
          DELETE /api/rules  | Host: localhost:1!Origin: http://localhost:2              | 403
          DELETE /api/rules  | Host: localhost:1!Origin: null                            | 403
          GET /api/rules.yaml| Host: localhost:1!Sec-Fetch-Site: cross-site              | 403
          GET /api/rules.yaml| Host: localhost:1!Sec-Fetch-Site: none                    | 200
          GET /api/routes    | Host: localhost:1!Origin: http://localhost:1              | 200
          DELETE /api/rules  | Host: localhost:1!Origin: http://localhost:1              | 204
          """)
  void noWebPageOfElsewhereIsServedWithoutAKey(String request, String headers, int status) {
    String answer =
        RawWebSocket.answerTo(
            node.adminPort(),
            request + " HTTP/1.1\r\n" + headers.replace("!", "\r\n") + "\r\n\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
  }

  private static JsonObject get(String path) {
    HttpResponse<String> answer = node.admin("GET", path, null);
    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals("nosniff", answer.headers().firstValue("X-Content-Type-Options").get());
    return json(answer);
  }

  private static HttpResponse<String> put(String path, String body) {
    return node.admin("PUT", path, body);
  }

  private static JsonObject json(HttpResponse<String> answer) {
    return new JsonObject(answer.body());
  }

  private static String message(HttpResponse<String> answer) {
    return json(answer).getJsonObject("error").getString("message");
  }
}
