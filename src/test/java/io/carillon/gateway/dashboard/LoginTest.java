package io.carillon.gateway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LoginTest {
  private static TestNode node;

  @BeforeAll
  static void start() {
    node = TestNode.start("listeners.admin.dashboard.password=open sesame");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void whoKnowsThePasswordIsKnownByTheCookie() {
    HttpResponse<String> in = login("admin", "open sesame");
    assertEquals(204, in.statusCode());
    String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
    assertEquals(
        "; Max-Age=43200; Path=/dashboard/; HTTPOnly; SameSite=Strict",
        cookie.replaceAll("^[^;]*|; Expires=[^;]*", ""));

    HttpResponse<String> me =
        node.admin("GET", "/dashboard/me", null, "Cookie", cookie.replaceAll(";.*", ""));
    assertEquals("admin", new JsonObject(me.body()).getString("user"));
  }

  private static HttpResponse<String> login(String user, String password) {
    return node.post(
        "/dashboard/login", new JsonObject().put("user", user).put("password", password).encode());
  }
}
