package io.carillon.gateway.proxy.sticky;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which session a request belongs to, and which one asks for a new one. */
class EngineIoQueryTest {
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          /socket.io/?EIO=4&transport=polling&t=x&sid=Zk3_-9AA,      Zk3_-9AA
          /socket.io/?sid=abc,                                      abc
          /socket.io/?sid=abc&transport=websocket,                  abc
          /socket.io/?EIO=4&sid=abc&sid=def,                        abc
          /socket.io/?EIO=4&transport=polling,
          /socket.io/,
          /sid=abc,
          /socket.io/?xsid=abc,
          /socket.io/?sid=,
          /socket.io/?sid,
          /socket.io/?sid=a.b,
          /socket.io/?sid=a%62,
          /socket.io/?sid=a/b,
          /socket.io/?sid=é,
          ?,
          ?&&&,
          """)
  void sessionIsInTheQuery(String uri, String sid) {
    assertEquals(sid, EngineIoQuery.sid(uri));
  }

  @Test
  void sessionIdHasAtMost64Characters() {
    assertEquals("a".repeat(64), EngineIoQuery.sid("/?sid=" + "a".repeat(64)));
    assertEquals(null, EngineIoQuery.sid("/?sid=" + "a".repeat(65)));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          /socket.io/?EIO=4&transport=polling&t=x,         true
          /socket.io/?EIO=3&transport=polling&j=0,         true
          /socket.io/?EIO=4&transport=polling&sid=abc,     false
          /socket.io/?EIO=4&transport=polling&sid=,        false
          /socket.io/?EIO=4&transport=websocket,           false
          /socket.io/?transport=polling,                   false
          /socket.io/,                                     false
          """)
  void pollWithoutASessionAsksForOne(String uri, boolean handshake) {
    assertEquals(handshake, EngineIoQuery.isHandshake(uri));
  }
}
