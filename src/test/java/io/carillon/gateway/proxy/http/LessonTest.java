package io.carillon.gateway.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.carillon.gateway.proxy.sticky.Stickiness;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What stickiness does to requests and answers. */
class LessonTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  @Test
  void answerWaitsUntilEveryNodeKnows() throws Exception {
    Learner learner = new Learner();
    try (RawBackend backend =
            RawBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{sid: 42}");
        HttpProxy proxy = HttpProxy.to(backend.port()).sticky(learner).start();
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send(GET);

      assertEquals("{sid: 42}", learner.seen.get(50, TimeUnit.SECONDS));
      assertFalse(client.isReadable());
      learner.known.complete();

      assertTrue(client.head().startsWith("HTTP/1.1 200 OK\r\n"));
      assertEquals("{sid: 42}", client.text(9));
    }
  }

  @Test
  void onlyTheBeginningOfALongAnswerIsShown() throws Exception {
    Learner learner = new Learner();
    String body = "0123456789".repeat(10_000);
    try (RawBackend backend =
            RawBackend.answering(
                "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        HttpProxy proxy = HttpProxy.to(backend.port()).sticky(learner).start();
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send(GET);
      assertEquals(
          body.substring(0, Stickiness.LEARNT_BYTES), learner.seen.get(50, TimeUnit.SECONDS));
      learner.known.complete();

      client.head();
      assertEquals(body, client.text(body.length()));
    }
  }

  @Test
  void answersOtherThanASuccessTeachNothing() {
    Learner learner = new Learner();
    try (RawBackend backend =
            RawBackend.answering("HTTP/1.1 400 Bad\r\nContent-Length: 2\r\n\r\nno");
        HttpProxy proxy = HttpProxy.to(backend.port()).sticky(learner).start();
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send(GET);

      client.head();
      assertEquals("no", client.text(2));
      assertFalse(learner.seen.isDone());
    }
  }

  @Test
  void clientThatLeavesMeanwhileIsNoMatter() throws Exception {
    Learner learner = new Learner();
    try (RawBackend backend =
            RawBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        HttpProxy proxy = HttpProxy.to(backend.port()).sticky(learner).start()) {
      try (RawHttp client = RawHttp.connect(proxy.port())) {
        client.send(GET);
        learner.seen.get(50, TimeUnit.SECONDS);
      }
      assertEquals("client", proxy.logged().outcome().closing().by());

      learner.known.complete();

      assertEquals(1, proxy.idle());
    }
  }

  @Test
  void cookieIsAddedToThoseOfTheTarget() {
    Stickiness sticky =
        new Stickiness() {
          @Override
          public Future<Target> find(ProxyRequest request) {
            return Future.succeededFuture();
          }

          @Override
          public String cookie(ProxyRequest request, Target target) {
            return "at=" + target.pool();
          }
        };
    try (RawBackend backend =
            RawBackend.answering(
                "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nContent-Length: 0\r\n\r\n");
        HttpProxy proxy = HttpProxy.to(backend.port()).sticky(sticky).start();
        RawHttp client = RawHttp.connect(proxy.port())) {
      client.send(GET);

      String head = client.head();
      assertTrue(head.contains("Set-Cookie: a=1\r\n"), head);
      assertTrue(head.contains("Set-Cookie: at=backend\r\n"), head);
    }
  }

  @Test
  void clientGoesWhereItBelongs() {
    try (RawBackend one = RawBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1");
        RawBackend two = RawBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2")) {
      HttpProxy[] proxy = new HttpProxy[1];
      Stickiness second =
          new Stickiness() {
            @Override
            public Future<Target> find(ProxyRequest request) {
              Target target = proxy[0].pool().targets().get(1);
              return Future.succeededFuture(proxy[0].pool().keep(target) ? target : null);
            }
          };
      proxy[0] = HttpProxy.to(one.port(), two.port()).sticky(second).start();
      try (RawHttp client = RawHttp.connect(proxy[0].port())) {
        for (int i = 0; i < 4; i++) {
          client.send(GET).head();
          assertEquals("2", client.text(1));
        }
        assertEquals(1, two.connections());
      } finally {
        proxy[0].close();
      }
    }
  }

  /** Learns from every answer, when the test lets it. */
  private static final class Learner implements Stickiness {
    final CompletableFuture<String> seen = new CompletableFuture<>();
    final Promise<Void> known = Promise.promise();

    @Override
    public Future<Target> find(ProxyRequest request) {
      return Future.succeededFuture();
    }

    @Override
    public boolean learns(ProxyRequest request) {
      return true;
    }

    @Override
    public Future<Void> learn(ProxyRequest request, Target target, byte[] body) {
      seen.complete(new String(body, StandardCharsets.ISO_8859_1));
      return known.future();
    }
  }
}
