package io.carillon.gateway.proxy.link;

import io.carillon.gateway.admission.Arrival;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.carillon.gateway.proxy.sticky.Stickiness;
import io.carillon.gateway.proxy.tally.HandshakeOutcome;
import io.carillon.gateway.wire.HandshakeHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket handshake on its way to a target, until it is a link or refused. Holds the client's
 * channel from the beginning, so that nothing of Vert.x is left to keep. Confined to its loop.
 *
 * <p>The client hears of its link when the link hears its channels: whoever publishes after a
 * client was told is heard. What the target says meanwhile waits.
 */
public final class Upgrade {
  private static final Logger LOG = LoggerFactory.getLogger(Upgrade.class);
  private static final int HEAD_BYTES = 512;

  private final ProxyRequest request;
  private final PoolConfig rules;
  private final Stickiness stickiness;
  private final int generation;
  private final LinkServices services;
  private final Hearing hearing;
  private final UpgradeRecord record;
  private final WaitingClient waiting = new WaitingClient(this::clientGone);
  private final Asking asking;
  private Channel client;

  /** Of the target that has accepted; null before that. */
  private HandshakeAnswer acceptance;

  /** It is a link, or refused, or the client is gone. */
  private boolean over;

  private Upgrade(
      ProxyRequest request,
      Pool pool,
      Stickiness stickiness,
      int generation,
      LinkServices services,
      Hearing hearing) {
    this.request = request;
    this.rules = pool.config();
    this.stickiness = stickiness;
    this.generation = generation;
    this.services = services;
    this.hearing = hearing;
    this.record = new UpgradeRecord(request, services);
    this.asking = new Asking(this, request, pool, services.upstreams(), record);
  }

  /**
   * Takes the channel of a handshake that {@code wire.Handshake} found correct, and leads it to a
   * target. On the loop; nobody may touch the request afterwards.
   *
   * @param proxied what there is to know of the request
   * @param generation of the rules that sent it here
   * @param hearing what the link is to hear
   */
  public static void begin(
      HandshakeHead head,
      ProxyRequest proxied,
      Pool pool,
      Stickiness stickiness,
      int generation,
      LinkServices services,
      Hearing hearing) {
    Upgrade upgrade = new Upgrade(proxied, pool, stickiness, generation, services, hearing);
    upgrade.client = head.take(upgrade.waiting);
    services
        .entrance()
        .enter(false, new Arrival(() -> upgrade.over, upgrade::find, upgrade::turnAway));
  }

  private void find() {
    stickiness.find(request).onComplete(found -> services.onLoop(() -> dial(found.result())));
  }

  private void turnAway(int seconds) {
    over = true;
    ended(503, 0);
    waiting.ignore();
    Refusals.comeBack(client, "too many come at once", seconds, services.closeTimeout());
    end();
  }

  private void dial(Target sticky) {
    if (!over) {
      guard(() -> asking.begin(sticky));
    } else if (sticky != null) {
      sticky.closed();
    }
  }

  /** An answer that is not the last word. */
  void interim(HandshakeAnswer head) {
    ByteBuf out = client.alloc().directBuffer(HEAD_BYTES);
    head.writeInterimTo(out);
    client.writeAndFlush(out, client.voidPromise());
  }

  /** The target speaks WebSocket. */
  void accepted(HandshakeAnswer head) {
    acceptance = head;
    guard(this::listen);
  }

  private void listen() {
    Future<Void> heard = hearing.begin(record.id());
    if (heard.isComplete()) {
      open();
    } else {
      asking.inquiry().rest();
      heard.onComplete(done -> guard(this::open));
    }
  }

  /** The target is gone before the client knows of it: the client gets what it has said. */
  void lostEarly() {
    guard(this::open);
  }

  private void open() {
    if (over) {
      return;
    }
    over = true;
    Inquiry inquiry = asking.inquiry();
    Target target = inquiry.target();
    record.answered(target, HandshakeOutcome.ACCEPTED);
    String cookie = stickiness.cookie(request, target);
    RelayedLink link =
        new RelayedLink(
            services, record.opened(target), rules, generation, acceptance.hasExtensions());
    ByteBuf answer = client.alloc().directBuffer(HEAD_BYTES);
    acceptance.writeSwitchTo(answer, cookie);
    Opening.begin(link, client, waiting, inquiry, answer, hearing);
  }

  /** The target says something else than yes. */
  void declined(HandshakeAnswer head) {
    over = true;
    Inquiry inquiry = asking.inquiry();
    ByteBuf read = inquiry.take();
    client.pipeline().remove(waiting);
    PlainAnswer.pass(
        client,
        inquiry.release(),
        read,
        head.status(),
        stickiness.cookie(request, inquiry.target()),
        rules.timeouts().response(),
        this::ended);
  }

  private void clientGone() {
    if (!over) {
      asking.abandon();
      ended(499, 0);
      end();
    }
  }

  /** Nobody accepts it. */
  void refuse(int status, String text) {
    over = true; // before the client's end is heard of
    ended(status, 0);
    waiting.ignore();
    Refusals.write(client, status, text, services.closeTimeout());
    end();
  }

  /** Runs a step; a bug in it ends this one. */
  void guard(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException bug) {
      bug(bug);
    }
  }

  /** Ends this one, and nothing else. */
  void bug(Throwable cause) {
    LOG.error("upgrade failed link={}", record.id(), cause);
    end();
    Ending.reset(client);
  }

  // Without a link: nothing is left behind.
  private void end() {
    over = true;
    asking.end();
    hearing.abandon();
  }

  private void ended(int status, long bytes) {
    record.ended(status, asking.target(), bytes);
  }
}
