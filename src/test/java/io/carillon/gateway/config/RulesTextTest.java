package io.carillon.gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTextTest {
  private static final GatewayConfig BASE =
      load(
          """
          auth: { tokens: { hmacSecret: 0123456789abcdef } }
          routes:
            - { path: /connection/websocket, serve: centrifuge, channels: ["a{b", broadcast] }
            - { path: /subscribe, host: "*.example.com", serve: subscribe, publish: true, compression: { threshold: 1KiB } }
            - path: /rooms/{room}/
              name: "no"
              headers: { X-Version: "2", X-Any: "", X-Null: "null", X-True: "true", X-Hash: "a #b: c" }
              proxy: chat
              rewrite: /
              allowedOrigins: ["*"]
              token: true
              channels: ["{path.room}", "demo:x"]
              inject: { form: socket.io, event: "~", namespace: /a }
          pools:
            chat:
              balance: cookie:sid
              sticky: { type: cookie, secret: "0123456789 s3cret" }
              health: { type: http, body: "[1, 'two']: # \\"3\\"\\n\\t\\u00fc\\u2028", status: 204 }
              tls: { serverName: a.example }
              timeouts: { tunnel: 90s, maxAge: 1500ms }
              targets:
                - { url: "https://[::1]:8443", weight: 0, state: drain }
                - { url: "http://a.example", name: "0x10" }
            "1e3": {}
            "null": { sendProxy: v1, slowStart: 30s }
          """);

  @Test
  void rulesThatAreWrittenAreReadAsTheSame() {
    String text = RulesText.yaml(BASE.rules());

    assertEquals(BASE.rules(), ConfigLoader.rules(BASE, text), text);
  }

  @Test
  void defaultRulesAreWrittenAndReadToo() {
    GatewayConfig defaults = ConfigLoader.defaults();
    Rules none = new Rules(List.of(), Map.of());

    assertEquals(defaults.rules(), ConfigLoader.rules(defaults, RulesText.yaml(defaults.rules())));
    assertEquals(none, ConfigLoader.rules(defaults, RulesText.yaml(none)));
  }

  @Test
  void rulesAreReadFromJsonToo() {
    String json = new JsonObject(RulesText.json(BASE.rules())).encode();

    assertEquals(BASE.rules(), ConfigLoader.rules(BASE, json));
  }

  @Test
  void secretIsNotWritten() {
    String text = RulesText.yaml(BASE.rules());
    PoolConfig chat = BASE.rules().pools().get("chat");

    assertFalse(text.contains("s3cret"), text);
    assertFalse(new JsonObject(RulesText.json(BASE.rules())).encode().contains("s3cret"));
    assertTrue(RulesText.jsonWithSecrets(chat).toString().contains("s3cret"));
  }

  @Test
  void threeStarsStandForTheSecretOfTheSamePoolOnly() {
    String pool = "{ sticky: { type: cookie, secret: '***' } }";
    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () ->
                ConfigLoader.rules(
                    BASE, "{routes: [], pools: {chat: %s, other: %s}}".formatted(pool, pool)));

    assertEquals(
        "pools.other.sticky.secret: found *** (line 1), wanted the secret itself: *** only stands"
            + " for one that is known",
        refused.getMessage());
  }

  @Test
  void secretThatIsLeftOutIsGone() {
    Rules rules = ConfigLoader.rules(BASE, "{routes: [], pools: {chat: {sticky: cookie}}}");

    assertTrue(rules.pools().get("chat").sticky().secret().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{routes: [{path: a, proxy: chat}], pools: {chat: {}}}",
        "{routes: [{path: /a, proxy: chatt}], pools: {chat: {lossCode: 1}}}",
        "{routes: [], pools: {chat: {targets: [{url: x}, {url: 'http://a', weight: -1}]}}}",
        "{routes: [{path: /a, proxy: chat, channels: ['x:y']}], pools: {chat: {}}}",
        "{routes: x, pools: []}",
        "{routes: [, pools: {}}",
        "[]",
        "{route: []}"
      })
  void complaintsAreThoseOfAFile(String text) {
    ConfigException api = assertThrows(ConfigException.class, () -> ConfigLoader.rules(BASE, text));
    ConfigException file = assertThrows(ConfigException.class, () -> load(text));

    assertEquals(withoutKnown(file), withoutKnown(api));
  }

  @Test
  void onlyRoutesAndPoolsAreTaken() {
    ConfigException refused =
        assertThrows(ConfigException.class, () -> ConfigLoader.rules(BASE, "{node: {name: x}}"));

    assertEquals(
        "node: found an unknown key (line 1), wanted one of pools, routes", refused.getMessage());
  }

  @Test
  void originStandsInThePlaceOfTheLine() {
    ConfigException refused =
        assertThrows(
            ConfigException.class, () -> ConfigLoader.rules(BASE, "{routes: x}", "the request"));

    assertEquals("routes: found 'x' (the request), wanted a list", refused.getMessage());
  }

  @Test
  void textLargerThanAMebibyteIsRefused() {
    assertThrows(ConfigException.class, () -> ConfigLoader.rules(BASE, "#".repeat((1 << 20) + 1)));
  }

  // Which keys there could have been is not the same.
  private static String withoutKnown(ConfigException mistakes) {
    return mistakes.getMessage().replaceAll("wanted one of node.*|wanted one of pools, .*", "");
  }

  private static GatewayConfig load(String text) {
    return ConfigLoader.load(text, List.of(), Map.of(), new ArrayList<>());
  }
}
