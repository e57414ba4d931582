package io.carillon.gateway.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.RawHttp2;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.TlsClient;
import io.carillon.gateway.testkit.TlsFiles;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no honest client of HTTP/2 does: answered by name, and others never hear of it. */
class Http2AttackTest {
  private static final int PROTOCOL_ERROR = 1;
  private static final int FLOW_CONTROL_ERROR = 3;
  private static final int STREAM_CLOSED = 5;
  private static final int REFUSED_STREAM = 7;
  private static final int COMPRESSION_ERROR = 9;
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final int MOST_STREAMS = 100;

  @TempDir private static Path directory;
  private static final TlsClient CLIENT = TlsClient.anonymous();
  private static Http2Backend backend;
  private static TestNode node;

  private RawHttp2 bystander;
  private RawHttp2 client;
  private int heard;

  @BeforeAll
  static void start() {
    backend = new Http2Backend();
    TlsFiles files = TlsFiles.make(directory, "gateway", "dns:localhost");
    node =
        TestNode.start(
            "listeners.public.tls.port=0",
            "listeners.public.tls.certificate=" + files.certificate(),
            "listeners.public.tls.key=" + files.key(),
            "listeners.admin.tls.certificate=" + files.certificate(),
            "listeners.admin.tls.key=" + files.key(),
            "listeners.admin.tls.http2=false",
            "routes=[{path: /p/, proxy: p}]",
            "pools={p: {targets: [{url: '" + backend.url() + "'}]}}");
  }

  @AfterAll
  static void stop() {
    node.close();
    backend.close();
  }

  @BeforeEach
  void connect() {
    bystander = RawHttp2.open(CLIENT, node.tlsPort());
    client = RawHttp2.open(CLIENT, node.tlsPort());
    assertTrue(bystander.serves(1, "/p/any"));
    heard = backend.seen.size();
  }

  @AfterEach
  void othersNeverHearOfIt() {
    assertTrue(bystander.serves(3, "/p/any"));
    bystander.close();
    client.close();
  }

  @Test
  void whereItIsSwitchedOffItIsNotOffered() throws Exception {
    try (SSLSocket off = CLIENT.connectFor("h2", node.adminPort())) {
      assertEquals("", off.getApplicationProtocol());
    } catch (SSLHandshakeException refused) {
      assertTrue(refused.getMessage().contains("no_application_protocol"));
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "connection,        close,     reset 1",
    "transfer-encoding, chunked,   reset 1",
    "keep-alive,        timeout=1, reset 1",
    "proxy-connection,  close,     reset 1",
    "upgrade,           websocket, reset 1",
    "te,                gzip,      reset 1",
    "X-Upper,           1,         reset 1",
    ":path,             /p/other,  reset 1",
    ":unknown,          1,         reset 1",
    "host,              other,     400 Host is missing; malformed; or not :authority",
    "na me,             1,         reset 1",
    "na:me,             1,         reset 1",
    "content-length,    -1,        reset 1",
    "content-length,    x,         reset 1",
    "content-length,    5,         reset 1"
  })
  void headThatWouldMeanSomethingElseInHttp1IsRefused(String name, String value, String answer) {
    client.get(1, "/p/any", name, value);

    assertEquals(answer.replace(';', ','), client.answer(1));
    assertTrue(client.serves(3, "/p/mine"));
    assertEquals(heard + 1, backend.seen.size());
  }

  @ParameterizedTest(name = "[{index}]")
  @ValueSource(strings = {"a\r\nX-Admin: 1", "a\nb", "a\0b", " a", "a ", "a\t", "\u007f"})
  void valuesThatWouldBreakOutOfTheirLinePassNowhere(String value) {
    client.get(1, "/p/any", "x-field", value);

    String answer = client.answer(1);
    assertTrue(answer.startsWith("400 ") || answer.equals("reset 1"), answer);
    assertTrue(client.serves(3, "/p/mine"));
    assertEquals(heard + 1, backend.seen.size());
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @ValueSource(
      strings = {
        "",
        "p/any",
        "*",
        "/p/a b",
        "/p/any HTTP/1.1\r\nX-Admin: 1\r\n\r\nGET /p/other",
        "/p/a#b",
        "https://other/p/any",
        "/p/a\tb"
      })
  void pathsThatAreNoneAreRefused(String path) {
    client.get(1, path);

    String answer = client.answer(1);
    assertTrue(answer.startsWith("400 ") || answer.equals("reset 1"), answer);
    assertTrue(client.serves(3, "/p/mine"));
    assertEquals(heard + 1, backend.seen.size());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "':scheme=https,:authority=a,:path=/p/any',                                     400",
    "':method=GET,:scheme=https,:authority=a',                                      400",
    "':method=GET,:authority=a,:path=/p/any',                                       400",
    "':method=GET,:scheme=https,:path=/p/any',                                      400",
    "':method=GET,:scheme=https,:authority=a:b,:path=/p/any',                       400",
    "':method=GET,:scheme=https,:authority=u@a,:path=/p/any',                       400",
    "':method=GET,:scheme=https,:path=/p/any,host=a,host=b',                        400",
    "':method=GET,:scheme=https,:authority=a,:authority=b,:path=/p/any',            reset 1",
    "':method=GET,:scheme=https,:authority=a,:path=/p/any,:path=/p/other',          reset 1",
    "':method=G T,:scheme=https,:authority=a,:path=/p/any',                         400",
    "':method=CONNECT,:authority=a:443',                                            405",
    "':method=CONNECT,:protocol=websocket,:scheme=https,:authority=a,:path=/p/any', 400",
    "':method=GET,:scheme=https,:authority=A,:path=/p/any,host=a',                  200",
    "':method=GET,:scheme=https,:path=/p/any,host=a',                               200"
  })
  void pseudoHeadersAreThereOnceAndFit(String fields, String status) {
    client.frame(
        RawHttp2.HEADERS,
        RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
        1,
        RawHttp2.fields(fields.split("[=,]")));

    String answer = client.answer(1);
    assertTrue(answer.startsWith(status), answer);
    assertTrue(client.serves(3, "/p/mine"));
  }

  @ParameterizedTest(name = "{0} is not {1}")
  @CsvSource({"3, longer", "9, short"})
  void lengthThatLiesIsNoWholeBody(String length, String body) {
    client.post(1, "/p/echo", "content-length", length);
    client.data(1, body, true);

    assertEquals("reset 1", client.answer(1));
    assertTrue(client.serves(3, "/p/mine"));
  }

  @Test
  void malformedTrailersAreNotPassedOn() {
    client.post(1, "/p/echo");
    client.frame(
        RawHttp2.HEADERS,
        RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
        1,
        RawHttp2.fields("x-end", "1\r\nX-Admin: 1"));

    assertEquals("reset " + PROTOCOL_ERROR, client.answer(1));
    assertTrue(client.serves(3, "/p/mine"));
  }

  @Test
  void streamsBeyondTheMostAreRefusedWhetherOrNotTheClientKnows() {
    for (int stream = 1; stream <= 2 * MOST_STREAMS + 1; stream += 2) {
      client.get(stream, "/p/silent");
    }

    assertEquals("reset " + REFUSED_STREAM, client.answer(2 * MOST_STREAMS + 1));
    client.reset(1);
    assertTrue(client.serves(2 * MOST_STREAMS + 3, "/p/any"));
  }

  @Test
  void whoResetsAllItAsksForIsSentAway() {
    try {
      for (int stream = 1; stream < 2_000; stream += 2) {
        client.get(stream, "/p/silent");
        client.reset(stream);
      }
    } catch (UncheckedIOException sentAway) {
      assertTrue(true);
    }

    assertEquals(ENHANCE_YOUR_CALM, client.awaitEnd());
  }

  @Test
  void headWithoutAnEndEndsTheConnection() {
    client.frame(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, RawHttp2.head("GET", "/p/any"));
    try {
      for (int i = 0; i < 1_000; i++) {
        client.frame(RawHttp2.CONTINUATION, 0, 1, RawHttp2.fields("x-" + i, "1"));
      }
    } catch (UncheckedIOException sentAway) {
      assertTrue(true);
    }

    assertEquals(ENHANCE_YOUR_CALM, client.awaitEnd());
  }

  @Test
  void headThatIsTooLargeIsA431() {
    String[] many = new String[6];
    for (int i = 0; i < many.length; i += 2) {
      many[i] = "x-" + i;
      many[i + 1] = "y".repeat(11_500);
    }
    byte[] head = RawHttp2.head("GET", "/p/any", many);
    client.frame(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, slice(head, 0, 16_000));
    client.frame(RawHttp2.CONTINUATION, 0, 1, slice(head, 16_000, 32_000));
    client.frame(RawHttp2.CONTINUATION, RawHttp2.END_HEADERS, 1, slice(head, 32_000, head.length));

    assertEquals("431", client.answer(1));
    assertTrue(client.serves(3, "/p/any"));
  }

  @Test
  void headThatGrowsInTheTableOnlyIsTooLargeAsWell() {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    head.writeBytes(RawHttp2.head("GET", "/p/any"));
    byte[] once = RawHttp2.fields("x-bomb", "z".repeat(3_000));
    once[0] = 0x40; // to be kept in the table
    head.writeBytes(once);
    for (int i = 0; i < 9_000; i++) {
      head.write(0x80 | 62);
    }
    client.frame(
        RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, 1, head.toByteArray());

    assertTrue(client.answer(1).startsWith("431"));
    assertTrue(client.serves(3, "/p/any"));
  }

  @Test
  void windowThatOverflowsEndsItsStream() {
    client.get(1, "/p/silent");
    client.window(1, Integer.MAX_VALUE);

    assertEquals("reset " + FLOW_CONTROL_ERROR, client.answer(1));
    assertTrue(client.serves(3, "/p/any"));
  }

  @Test
  void windowOfTheConnectionThatOverflowsEndsIt() {
    client.window(0, Integer.MAX_VALUE);

    assertEquals(FLOW_CONTROL_ERROR, client.awaitEnd());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "0, 1, 'never opened',         1",
    "5, 0, 'of another protocol!', 1",
    "1, 2, 'even',                 1",
    "1, 0, 'no stream',            1",
    "4, 1, 'settings on a stream', 1",
    "6, 0, 'seven..',              6",
    "8, 0, 'five.',                6",
    "3, 0, 'stop',                 1",
    "9, 1, 'out of the blue',      1"
  })
  void frameOutOfPlaceEndsTheConnection(int type, int stream, String payload, int error) {
    client.frame(type, type == 1 ? RawHttp2.END_HEADERS : 0, stream, payload.getBytes(ISO_8859_1));

    int ended = client.awaitEnd();
    assertTrue(ended == error || ended == COMPRESSION_ERROR || ended == STREAM_CLOSED, "" + ended);
  }

  @Test
  void frameThatIsTooLongEndsTheConnection() {
    client.frame(RawHttp2.PING, 0, 0, new byte[20_000]);

    assertEquals(6, client.awaitEnd());
  }

  @Test
  void whatIsNoHttp2AtAllIsClosed() {
    try (RawHttp2 other = RawHttp2.connect(CLIENT, node.tlsPort())) {
      other.send("GET /p/any HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(ISO_8859_1));

      other.awaitEnd();
    }
    assertEquals(heard, backend.seen.size());
  }

  @Test
  void emptyFramesWithoutEndEndTheConnection() {
    client.post(1, "/p/echo");
    try {
      for (int i = 0; i < 100; i++) {
        client.data(1, "", false);
      }
    } catch (UncheckedIOException sentAway) {
      assertTrue(true);
    }

    assertEquals(ENHANCE_YOUR_CALM, client.awaitEnd());
    assertFalse(backend.seen.isEmpty());
  }

  private static byte[] slice(byte[] all, int from, int to) {
    return Arrays.copyOfRange(all, from, to);
  }
}
