package io.carillon.gateway.proxy.upstream;

import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.TargetConfig;
import io.carillon.gateway.proxy.request.ClientAddress;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ConnectTimeoutException;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * One try to reach one target: its name, TCP, the PROXY header, TLS, all within the connect timeout
 * of the pool, which the addresses of a name share. Leaves nothing on a channel that has been
 * connected. Confined to the loop.
 */
final class Dial {
  /** Who is told, once, on the loop; maybe before {@link Dial#start} returns. */
  interface Caller {
    /** Owns the channel from here on. */
    void onConnected(Channel channel);

    /** Nothing is left behind. */
    void onFailure(DialFailure failure);
  }

  private final Upstreams upstreams;
  private final PoolConfig pool;
  private final TargetConfig target;
  private final ClientAddress client;
  private final Caller caller;
  private long deadlineNanos;
  private List<InetSocketAddress> addresses = List.of();
  private int next;

  /** Of the name, while it is being resolved; null before that, and for an address. */
  private Future<?> patience;

  /** The one that is being connected; null before that. */
  private Channel connecting;

  /** What it is secured with; null before that, and when it is not. */
  private PoolTls tls;

  /** The caller was told already that no name resolved, or wants to know nothing more. */
  private boolean settled;

  Dial(
      Upstreams upstreams,
      PoolConfig pool,
      TargetConfig target,
      ClientAddress client,
      Caller caller) {
    this.upstreams = upstreams;
    this.pool = pool;
    this.target = target;
    this.client = client;
    this.caller = caller;
  }

  void start() {
    deadlineNanos = System.nanoTime() + pool.timeouts().connect().toNanos();
    byte[] literal = NetUtil.createByteArrayFromIpAddressString(target.host());
    if (literal == null) {
      resolve();
    } else {
      connect(Literals.address(target.host(), literal, target.port()));
    }
  }

  /** Gives up: the caller is told nothing any more, and nothing is left behind. */
  void cancel() {
    settled = true;
    if (patience != null) {
      patience.cancel(false);
    }
    if (connecting != null) {
      connecting.close();
    }
  }

  /** What the connection was secured with; null when it was not. */
  PoolTls tls() {
    return tls;
  }

  private void resolve() {
    Future<List<InetSocketAddress>> resolving =
        upstreams
            .names()
            .resolveAll(InetSocketAddress.createUnresolved(target.host(), target.port()));
    if (resolving.isDone()) {
      onResolved(resolving);
      return;
    }
    patience = upstreams.loop().schedule(this::onUnresolved, leftMillis(), TimeUnit.MILLISECONDS);
    resolving.addListener(
        (Future<List<InetSocketAddress>> done) -> {
          patience.cancel(false);
          onResolved(done);
        });
  }

  // The future is not cancelled: the resolver would fail to complete it later.
  private void onUnresolved() {
    settled = true;
    caller.onFailure(DialFailure.late("name did not resolve in time"));
  }

  private void onResolved(Future<List<InetSocketAddress>> resolved) {
    if (settled) {
      return;
    }
    if (!resolved.isSuccess()) {
      caller.onFailure(DialFailure.of(resolved.cause()));
    } else {
      addresses = resolved.getNow();
      connect(addresses.get(next++));
    }
  }

  private void connect(InetSocketAddress address) {
    Channel channel;
    try {
      channel = upstreams.channel(address);
    } catch (ChannelException noMoreSockets) {
      caller.onFailure(DialFailure.of(noMoreSockets));
      return;
    }
    connecting = channel;
    ChannelFuture registered = upstreams.loop().register(channel);
    if (registered.isSuccess()) {
      connect(channel, address);
    } else {
      registered.addListener(
          done -> {
            if (done.isSuccess()) {
              connect(channel, address);
            } else {
              channel.unsafe().closeForcibly();
              fail(DialFailure.ours("no loop: " + done.cause().getMessage()));
            }
          });
    }
  }

  private void connect(Channel channel, InetSocketAddress address) {
    ChannelPromise connected = channel.newPromise();
    channel.connect(address, connected);
    if (!connected.isDone()) {
      Future<?> late =
          upstreams
              .loop()
              .schedule(
                  () -> connected.tryFailure(new ConnectTimeoutException()),
                  shareMillis(),
                  TimeUnit.MILLISECONDS);
      connected.addListener(done -> late.cancel(false));
    }
    connected.addListener(done -> onConnected(channel, done.cause()));
  }

  private void onConnected(Channel channel, Throwable cause) {
    if (settled) {
      channel.close();
      return;
    }
    if (cause == null) {
      greet(channel);
      return;
    }
    channel.close();
    if (next < addresses.size()) {
      connect(addresses.get(next++));
    } else {
      caller.onFailure(DialFailure.of(cause));
    }
  }

  private void fail(DialFailure failure) {
    if (!settled) {
      caller.onFailure(failure);
    }
  }

  // The header leaves with what follows it: the handshake of TLS, or the head of the request.
  private void greet(Channel channel) {
    if (pool.sendProxy() != PoolConfig.ProxyHeader.NONE) {
      channel.write(
          ProxyHeaderWriter.of(pool.sendProxy(), client, channel.alloc()), channel.voidPromise());
    }
    if (target.tls()) {
      secure(channel);
    } else {
      caller.onConnected(channel);
    }
  }

  private void secure(Channel channel) {
    tls = upstreams.tls().wanted(pool.name());
    if (tls == null) {
      onSecured(channel, new SSLException("certificates of the pool were not read"));
    } else {
      tls.secure(channel, target, leftMillis())
          .addListener(done -> onSecured(channel, done.cause()));
    }
  }

  private void onSecured(Channel channel, Throwable cause) {
    if (settled) {
      channel.close();
    } else if (cause == null) {
      caller.onConnected(channel);
    } else {
      channel.close();
      caller.onFailure(cause instanceof DialFailure told ? told : DialFailure.of(cause));
    }
  }

  // An address that swallows all packets leaves those after it their part of the time.
  private int shareMillis() {
    int others = addresses.size() - next;
    return Math.max(1, leftMillis() / (others + 1));
  }

  // Zero would mean for ever.
  private int leftMillis() {
    long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, left));
  }
}
