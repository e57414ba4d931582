package io.carillon.gateway.proxy.health;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.vertx.core.Promise;

/** What is said over the connection of a check. The last handler of its pipeline. */
abstract class Talk<T> extends SimpleChannelInboundHandler<T> {
  private final Promise<Void> verdict;

  Talk(Class<T> kind, Promise<Void> verdict) {
    super(kind);
    this.verdict = verdict;
  }

  /** Begins to speak. */
  abstract void begin(ChannelHandlerContext ctx);

  final void pass() {
    verdict.tryComplete();
  }

  /** Only the first reason is heard. */
  final void fail(String reason) {
    verdict.tryFail(reason);
  }

  final boolean isOver() {
    return verdict.future().isComplete();
  }

  @Override
  public final void handlerAdded(ChannelHandlerContext ctx) {
    begin(ctx);
  }

  @Override
  public final void channelInactive(ChannelHandlerContext ctx) {
    fail("closed before it answered");
  }

  @Override
  public final void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(String.valueOf(cause.getMessage()));
  }
}
