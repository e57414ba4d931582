package io.carillon.gateway.proxy.upstream;

import io.carillon.gateway.config.Complaint;
import io.carillon.gateway.config.ConfigException;
import io.carillon.gateway.config.FileDigest;
import io.carillon.gateway.config.TargetConfig;
import io.carillon.gateway.config.UpstreamTlsConfig;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.io.File;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** TLS to the targets of one pool. Immutable; callable from any loop. */
final class PoolTls {
  private final UpstreamTlsConfig config;
  private final SslContext context;

  /** Of the files it was made from. */
  private final byte[] digest;

  private PoolTls(UpstreamTlsConfig config, SslContext context, byte[] digest) {
    this.config = config;
    this.context = context;
    this.digest = digest;
  }

  /** Reads files, so not on a loop. Throws {@link ConfigException}. */
  static PoolTls read(String pool, UpstreamTlsConfig config) {
    String key = "pools." + pool + ".tls";
    // First, so that a change in the meantime is not missed.
    byte[] digest = FileDigest.of(List.of(config.ca(), config.certificate(), config.key()));
    SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
    if (!config.verify()) {
      builder
          .trustManager(InsecureTrustManagerFactory.INSTANCE)
          .endpointIdentificationAlgorithm(null);
    } else if (!config.ca().isEmpty()) {
      attempt(key + ".ca", config.ca(), () -> builder.trustManager(readable(config.ca())));
    }
    if (!config.certificate().isEmpty()) {
      attempt(
          key + ".certificate",
          config.certificate(),
          () -> builder.keyManager(readable(config.certificate()), readable(config.key())));
    }
    try {
      return new PoolTls(config, builder.build(), digest);
    } catch (SSLException failure) {
      throw unusable(key, "these files", failure);
    }
  }

  private static void attempt(String key, String file, Runnable step) {
    try {
      step.run();
    } catch (IllegalArgumentException failure) {
      throw unusable(key, file, failure.getCause() == null ? failure : failure.getCause());
    }
  }

  private static ConfigException unusable(String key, String file, Throwable cause) {
    String found = file + " (" + cause.getMessage() + ")";
    return new ConfigException(
        List.of(new Complaint(key, found, "certificates and keys in PEM that can be used")));
  }

  private static File readable(String path) {
    File file = new File(path);
    if (!file.canRead()) {
      throw new IllegalArgumentException("cannot read " + path);
    }
    return file;
  }

  /**
   * Whether another makes the same connections: of the same words, and files with the same in them.
   */
  boolean isSame(PoolTls other) {
    return config.equals(other.config) && Arrays.equals(digest, other.digest);
  }

  /**
   * Begins TLS on a connection that is open; on its loop.
   *
   * @return done when application data may be written; the caller closes the channel when it fails
   */
  Future<Channel> secure(Channel channel, TargetConfig target, int timeoutMillis) {
    String name = withoutDot(config.serverName().isEmpty() ? target.host() : config.serverName());
    SslHandler handler = context.newHandler(channel.alloc(), name, target.port());
    SSLParameters parameters = handler.engine().getSSLParameters();
    parameters.setServerNames(indication(name));
    handler.engine().setSSLParameters(parameters);
    handler.setHandshakeTimeoutMillis(timeoutMillis);
    channel.pipeline().addLast(handler, Silence.INSTANCE);
    // Nobody else does, since the channel does not read by itself.
    channel.read();
    return handler
        .handshakeFuture()
        .addListener(
            done -> {
              if (done.isSuccess()) {
                channel.pipeline().remove(Silence.INSTANCE);
              }
            });
  }

  // Certificates name no root.
  private static String withoutDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  // Java by itself leaves out names without a dot, as containers have them. Addresses have no place
  // here: RFC 6066 section 3.
  private static List<SNIServerName> indication(String name) {
    if (NetUtil.createByteArrayFromIpAddressString(name) != null) {
      return List.of();
    }
    try {
      return List.of(new SNIHostName(name));
    } catch (IllegalArgumentException notAName) {
      return List.of();
    }
  }

  /** Hears of failures that the handshake's future tells of as well. */
  @ChannelHandler.Sharable
  private static final class Silence extends ChannelInboundHandlerAdapter {
    private static final Silence INSTANCE = new Silence();

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {}

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {}
  }
}
