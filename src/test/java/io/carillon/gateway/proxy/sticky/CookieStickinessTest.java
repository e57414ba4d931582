package io.carillon.gateway.proxy.sticky;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.StickyConfig;
import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client carries where it was, and cannot choose it. */
@ExtendWith(Requests.class)
class CookieStickinessTest {
  private static final String SECRET = "a secret of this test";

  private final PoolConfig config =
      StickyPools.cookie(
          "shop", SECRET, StickyPools.target("left"), StickyPools.target("10.0.0.1:3000"));
  private final Pool pool = new Pool(config, GlobalEventExecutor.INSTANCE);
  private final Target left = pool.target("left");
  private final Target right = pool.target("10.0.0.1:3000");
  private final Stickiness sticky = Stickiness.of(config, pool, null);

  @Test
  void firstAnswerInsertsACookieThatLeadsBack() {
    String cookie = sticky.cookie(Requests.get("/"), right);

    assertTrue(
        cookie.matches(
            "carillon=10\\.0\\.0\\.1:3000\\.[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax"),
        cookie);
    ProxyRequest again = Requests.withCookies("theme=dark; " + pair(cookie));
    assertSame(right, sticky.find(again).result());
    assertNull(sticky.cookie(again, right));
  }

  @Test
  void cookieOfAClientWithTlsIsForTlsOnly() {
    String cookie = sticky.cookie(Requests.of("GET", "/", null, true), left);

    assertTrue(cookie.endsWith("; Path=/; HttpOnly; SameSite=Lax; Secure"), cookie);
  }

  @Test
  void foundTargetIsCounted() {
    ProxyRequest back = Requests.withCookies(pair(sticky.cookie(Requests.get("/"), left)));

    sticky.find(back);

    assertEquals(1, left.open());
    left.closed();
  }

  @Test
  void newClientBelongsNowhere() {
    assertNull(sticky.find(Requests.get("/")).result());
    assertEquals(0, left.open() + right.open());
  }

  @Test
  void answerOfAnotherTargetReplacesTheCookie() {
    ProxyRequest back = Requests.withCookies(pair(sticky.cookie(Requests.get("/"), left)));

    assertTrue(sticky.cookie(back, right).startsWith("carillon=10.0.0.1:3000."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "left",
        "left.",
        ".left",
        "left.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "left.é",
        "gone.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "\"left\"",
        "../../left",
        "%00"
      })
  void forgedCookieIsIgnoredAndReplaced(String value) {
    ProxyRequest forged = Requests.withCookies("carillon=" + value);

    assertNull(sticky.find(forged).result());
    assertTrue(sticky.cookie(forged, left).startsWith("carillon=left."));
    assertEquals(0, left.open());
  }

  @Test
  void signatureOfOneTargetDoesNotFitAnother() {
    String signature = pair(sticky.cookie(Requests.get("/"), left)).replace("carillon=left.", "");

    ProxyRequest forged = Requests.withCookies("carillon=10.0.0.1:3000." + signature);

    assertNull(sticky.find(forged).result());
  }

  @Test
  void cookieOfAnotherPoolOrSecretIsNone() {
    PoolConfig otherPool = StickyPools.cookie("blog", SECRET, StickyPools.target("left"));
    PoolConfig otherSecret = StickyPools.cookie("shop", "another", StickyPools.target("left"));
    for (PoolConfig other : new PoolConfig[] {otherPool, otherSecret}) {
      Pool theirs = new Pool(other, GlobalEventExecutor.INSTANCE);
      String cookie =
          Stickiness.of(other, theirs, null).cookie(Requests.get("/"), theirs.target("left"));

      assertNull(sticky.find(Requests.withCookies(pair(cookie))).result());
    }
  }

  @Test
  void poolsWithoutASecretSignAlikeOnEveryNodeAndDifferFromEachOther() {
    assertEquals(unsigned("shop"), unsigned("shop"));
    assertNotEquals(unsigned("shop"), unsigned("blog"));
  }

  private static String unsigned(String name) {
    PoolConfig config =
        StickyPools.pool(
            name, StickyConfig.Kind.COOKIE, Optional.empty(), StickyPools.target("left"));
    Pool pool = new Pool(config, GlobalEventExecutor.INSTANCE);
    return Stickiness.of(config, pool, null).cookie(Requests.get("/"), pool.target("left"));
  }

  @Test
  void nothingIsLearntFromBodies() {
    assertFalse(sticky.learns(Requests.get("/socket.io/?EIO=4&transport=polling")));
  }

  private static String pair(String cookie) {
    return cookie.substring(0, cookie.indexOf(';'));
  }
}
