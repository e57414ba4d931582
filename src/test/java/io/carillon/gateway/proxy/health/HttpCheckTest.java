package io.carillon.gateway.proxy.health;

import static io.carillon.gateway.proxy.health.CheckRig.brief;
import static io.carillon.gateway.proxy.health.CheckRig.failing;
import static io.carillon.gateway.proxy.health.CheckRig.once;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.config.HealthConfig;
import io.carillon.gateway.proxy.pool.Health;
import io.carillon.gateway.testkit.Ports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that ask for a page, and servers that fail them in each way. */
class HttpCheckTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nready";

  private final CheckRig rig = new CheckRig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void aGetIsSentAndItsAnswerPasses() throws Exception {
    try (CheckedBackend backend = CheckedBackend.answering(OK)) {
      rig.expect(once(HealthConfig.Type.HTTP, "ready"), backend.port(), Health.UP, "check passed");

      assertEquals(
          "GET /health?x=1 HTTP/1.1\r\nhost: 127.0.0.1:"
              + backend.port()
              + "\r\nuser-agent: carillon-check\r\naccept: */*\r\nconnection: close\r\n\r\n",
          backend.next());
    }
  }

  @Test
  void theHostIsWhatWasConfigured() throws Exception {
    try (CheckedBackend backend = CheckedBackend.answering(OK)) {
      HealthConfig usual = once(HealthConfig.Type.HTTP, "");
      rig.expect(
          new HealthConfig(
              HealthConfig.Type.HTTP,
              "/",
              "example.com",
              200,
              200,
              "",
              usual.interval(),
              usual.timeout(),
              1,
              1),
          backend.port(),
          Health.UP,
          "check passed");

      assertEquals("host: example.com", backend.next().split("\r\n")[1]);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.0 200 OK\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nthe rest never comes"
      })
  void theseStatusesPass(String answer) {
    try (CheckedBackend backend = CheckedBackend.answering(answer)) {
      rig.expect(once(HealthConfig.Type.HTTP, ""), backend.port(), Health.UP, "check passed");
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "HTTP/1.1 500 Broken|Content-Length: 5||ready, status 500",
    "HTTP/1.1 404 Not Found|Content-Length: 5||ready, status 404",
    "HTTP/1.1 103 Early Hints||HTTP/1.1 503 Full|Content-Length: 0||, status 503",
    "HTTP/1.1 200 OK|Content-Length: 4||down, body without what is wanted",
    "HTTP/1.1 204 No Content||, body without what is wanted",
    "HTTP/1.1 200 OK|Content-Length: 900||rea, no answer in 400 ms",
    "HTTP/1.1 200 OK|Content-Length: x||ready, answered no HTTP",
    "HTTP/1.1 200 OK|Content-Le, no answer in 400 ms",
    "SSH-2.0-OpenSSH_9.2||, answered no HTTP",
    "HTTP/1.1 OK||, answered no HTTP",
  })
  void theseAnswersFail(String answer, String reason) {
    try (CheckedBackend backend = CheckedBackend.answering(answer.replace("|", "\r\n"))) {
      rig.expect(
          failing(HealthConfig.Type.HTTP, "ready", reason),
          backend.port(),
          Health.DOWN,
          "check failed: " + reason);
    }
  }

  @Test
  void whatIsWantedMayBeSplitOverChunks() {
    String answer =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nre\r\n3\r\nady\r\n0\r\n\r\n";
    try (CheckedBackend backend = CheckedBackend.answering(answer)) {
      rig.expect(once(HealthConfig.Type.HTTP, "ready"), backend.port(), Health.UP, "check passed");
    }
  }

  @Test
  void theBodyIsThatOfTheLastAnswer() {
    try (CheckedBackend backend = CheckedBackend.answering("HTTP/1.1 100 Continue\r\n\r\n" + OK)) {
      rig.expect(once(HealthConfig.Type.HTTP, "ready"), backend.port(), Health.UP, "check passed");
    }
  }

  @Test
  void aBodyIsReadOnlySoFar() {
    String body = "x".repeat(64 << 10) + "ready";
    try (CheckedBackend backend = CheckedBackend.answering("HTTP/1.1 200 OK\r\n\r\n" + body)) {
      rig.expect(
          once(HealthConfig.Type.HTTP, "ready"),
          backend.port(),
          Health.DOWN,
          "check failed: body without what is wanted");
    }
  }

  @Test
  void aServerThatSaysNothingFails() {
    try (CheckedBackend backend = CheckedBackend.silent()) {
      rig.expect(
          brief(HealthConfig.Type.HTTP, ""),
          backend.port(),
          Health.DOWN,
          "check failed: no answer in 400 ms");
    }
  }

  @Test
  void aServerThatHangsUpFails() {
    try (CheckedBackend backend =
        CheckedBackend.of(
            (socket, in) -> {
              CheckedBackend.readHead(in);
              socket.close();
            })) {
      rig.expect(
          once(HealthConfig.Type.HTTP, ""),
          backend.port(),
          Health.DOWN,
          "check failed: closed before it answered");
    }
  }

  @Test
  void aServerThatIsNotThereFails() {
    rig.expect(
        once(HealthConfig.Type.HTTP, ""),
        Ports.free(),
        Health.DOWN,
        "check failed: connection refused");
  }
}
