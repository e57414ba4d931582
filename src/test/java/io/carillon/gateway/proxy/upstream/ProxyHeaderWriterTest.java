package io.carillon.gateway.proxy.upstream;

import static io.carillon.gateway.testkit.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.request.ClientAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProxyHeaderWriterTest {
  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({
    "1.2.3.4,     5.6.7.8,     PROXY TCP4 1.2.3.4 5.6.7.8 1111 2222",
    "2001:db8::1, 2001:db8::2, PROXY TCP6 2001:db8::1 2001:db8::2 1111 2222",
    "1.2.3.4,     2001:db8::2, PROXY TCP6 ::ffff:102:304 2001:db8::2 1111 2222",
    "2001:db8::1, 1.2.3.4,     PROXY TCP6 2001:db8::1 ::ffff:102:304 1111 2222",
    "/a/socket,   5.6.7.8,     PROXY UNKNOWN",
    "1.2.3.4,     ,            PROXY UNKNOWN",
  })
  void textTellsWhoAndWhere(String client, String local, String line) {
    ByteBuf header =
        ProxyHeaderWriter.of(
            PoolConfig.ProxyHeader.V1,
            new ClientAddress(client, 1111, local, 2222, false),
            UnpooledByteBufAllocator.DEFAULT);

    assertEquals(line + "\r\n", header.toString(StandardCharsets.US_ASCII));
    header.release();
  }

  @ParameterizedTest(name = "{0} {1} to {2}")
  @CsvSource({
    "V1, 1.2.3.4,     5.6.7.8,     PROXY TCP4 1.2.3.4 5.6.7.8 1111 2222",
    "V2, 1.2.3.4,     5.6.7.8,     PROXY TCP4 1.2.3.4 5.6.7.8 1111 2222",
    "V1, 2001:db8::1, 2001:db8::2, PROXY TCP6 2001:db8::1 2001:db8::2 1111 2222",
    "V2, 2001:db8::1, 2001:db8::2, PROXY TCP6 2001:db8:0:0:0:0:0:1 2001:db8:0:0:0:0:0:2 1111 2222",
    "V2, 1.2.3.4,     2001:db8::2, PROXY TCP6 0:0:0:0:0:ffff:102:304 2001:db8:0:0:0:0:0:2 1111 2222",
    "V1, /a/socket,   5.6.7.8,     PROXY UNKNOWN null null 0 0",
    "V2, /a/socket,   5.6.7.8,     LOCAL UNKNOWN null null 0 0",
  })
  void othersReadWhatWeWrite(
      PoolConfig.ProxyHeader version, String client, String local, String read) {
    EmbeddedChannel decoder = new EmbeddedChannel(new HAProxyMessageDecoder());
    ByteBuf header =
        ProxyHeaderWriter.of(
            version, new ClientAddress(client, 1111, local, 2222, false), decoder.alloc());
    header.writeCharSequence("GET", StandardCharsets.US_ASCII);

    decoder.writeInbound(header);

    HAProxyMessage message = decoder.readInbound();
    assertEquals(
        read,
        message.command()
            + " "
            + message.proxiedProtocol()
            + " "
            + message.sourceAddress()
            + " "
            + message.destinationAddress()
            + " "
            + message.sourcePort()
            + " "
            + message.destinationPort());
    message.release();
    ByteBuf rest = decoder.readInbound();
    assertEquals("GET", rest.toString(StandardCharsets.US_ASCII));
    rest.release();
    decoder.finishAndReleaseAll();
  }

  @ParameterizedTest
  @EnumSource(names = {"V1", "V2"})
  void headerIsTheFirstThatTheTargetGets(PoolConfig.ProxyHeader version) {
    try (Caller caller = new Caller()) {
      NetServer server =
          caller.vertx.createNetServer(new NetServerOptions().setUseProxyProtocol(true));
      server.connectHandler(
          socket ->
              socket.handler(
                  bytes ->
                      socket.end(
                          bytes
                              .copy()
                              .appendString(" from " + socket.remoteAddress())
                              .appendString(" to " + socket.localAddress()))));
      await(server.listen(0, "127.0.0.1"));
      Pool pool =
          TestPools.pool(
              Duration.ofSeconds(10),
              version,
              TestPools.TLS,
              "http://127.0.0.1:" + server.actualPort());

      ClientAddress client = caller.client().client();
      assertEquals(
          "hello from "
              + client.host()
              + ":"
              + client.port()
              + " to "
              + client.localHost()
              + ":"
              + client.localPort(),
          caller.converse(pool, "hello"));
    }
  }
}
