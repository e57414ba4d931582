package io.carillon.gateway.proxy.upstream;

import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.carillon.gateway.proxy.tally.DialOutcome;
import io.carillon.gateway.proxy.tally.TimeoutKind;
import io.netty.channel.Channel;
import java.util.Set;

/**
 * Looks for a target that can be reached, for one request. Holds the count of the target it tries
 * and gives it back when that fails, or when nobody wants to know any more. Made by {@link
 * Upstreams#search}; confined to the loop.
 */
public final class Search {
  /** Who is told, once for each time it is begun, on the loop; maybe before that returns. */
  public interface Seeker {
    /** Owns the connection from here on. */
    void onFound(Upstream upstream);

    /** Nobody is left to be tried. */
    void onNobody(UpstreamFailure failure);
  }

  private static final int MOST_TRIES = 3;

  private final Upstreams upstreams;
  private final Pool pool;
  private final ProxyRequest request;
  private final Set<Target> tried;
  private final Seeker seeker;

  /** The one that is tried, and counted; null when none is. */
  private Target target;

  private Dial dial;

  /** No target but the one it begins with is tried. */
  private boolean only;

  Search(Upstreams upstreams, Pool pool, ProxyRequest request, Set<Target> tried, Seeker seeker) {
    this.upstreams = upstreams;
    this.pool = pool;
    this.request = request;
    this.tried = tried;
    this.seeker = seeker;
  }

  /**
   * Begins; takes at most three times the time that the pool gives a connection.
   *
   * @param chosen where the client belongs, already counted; null to let the pool choose. The count
   *     is given back in any case: by the {@link Upstream}, or before the seeker hears of a failure
   */
  public void begin(Target chosen) {
    Target first = chosen == null ? pool.select(request, tried) : chosen;
    if (first == null) {
      seeker.onNobody(new UpstreamFailure(503, pool.shortage().text()));
    } else {
      dial(first);
    }
  }

  /**
   * Begins with a target, already counted, that is the only one to be tried; otherwise as {@link
   * #begin}.
   */
  public void beginOnly(Target chosen) {
    only = true;
    dial(chosen);
  }

  /**
   * Looks for another target, since what was sent to the one before may be sent again. That one has
   * been added to those that were tried.
   *
   * @param last what there is to say when nobody is left, or enough have been tried
   */
  public void goOn(UpstreamFailure last) {
    Target next = !only && tried.size() < MOST_TRIES ? pool.select(request, tried) : null;
    if (next == null) {
      seeker.onNobody(last);
    } else {
      next.tally().retried();
      dial(next);
    }
  }

  /**
   * Gives up what is under way, if anything is: the seeker hears nothing more, and the target is
   * not to blame.
   */
  public void cancel() {
    if (target != null) {
      dial.cancel();
      target.closed();
      target = null;
    }
  }

  private void dial(Target next) {
    target = next;
    dial = new Dial(upstreams, pool.config(), next.config(), request.client(), new Outcome());
    dial.start();
  }

  private static void count(Target target, DialOutcome outcome) {
    target.tally().dials().count(outcome);
    if (outcome == DialOutcome.TIMEOUT) {
      target.tally().timeouts().count(TimeoutKind.CONNECT);
    }
  }

  private final class Outcome implements Dial.Caller {
    @Override
    public void onConnected(Channel channel) {
      target.tally().dials().count(DialOutcome.OK);
      Upstream found = new Upstream(target, channel, dial.tls());
      target = null;
      seeker.onFound(found);
    }

    @Override
    public void onFailure(DialFailure failure) {
      Target failed = target;
      target = null;
      failed.closed();
      count(failed, failure.outcome());
      if (failure.isOurs()) {
        seeker.onNobody(failure.answer());
        return;
      }
      failed.onFailure(failure.getMessage());
      tried.add(failed);
      goOn(failure.answer());
    }
  }
}
