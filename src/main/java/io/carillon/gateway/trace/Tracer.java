package io.carillon.gateway.trace;

import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Who watches what on this node, and what they see. One per node; callable from any thread.
 * Watching ends by itself when it is not renewed.
 */
public final class Tracer {
  /** Of all watchers together; there are few people. */
  private static final int MOST_LEASES = 64;

  private final AtomicBoolean on = new AtomicBoolean();

  /** Guarded by this. */
  private final Map<Key, Lease> leases = new LinkedHashMap<>();

  /** The same, for reading. */
  private volatile List<Lease> watching = List.of();

  /** Whether anybody watches anything; all that is paid for tracing while nobody does. */
  public boolean isOn() {
    return on.getOpaque();
  }

  /**
   * Watches from now on, or goes on to.
   *
   * @param watcher who asks for what was seen; each sees all of it
   * @param life after which it ends, unless it is renewed
   * @return whether it is watched; not when so many watch already that nobody more can
   */
  public synchronized boolean lease(String watcher, TraceFilter filter, Duration life) {
    long now = System.nanoTime();
    forget(now);
    Key key = new Key(watcher, filter);
    Lease lease = leases.get(key);
    if (lease == null && leases.size() < MOST_LEASES) {
      lease = new Lease(filter);
      leases.put(key, lease);
    }
    if (lease != null) {
      lease.renew(now + life.toNanos());
    }
    publish();
    return lease != null;
  }

  /**
   * What a watcher has seen, for each thing it watches. Answers may be lost on their way: what was
   * in one that the watcher did not hear is in the next one again.
   *
   * @param number of this answer, another one for each of a watcher
   * @param heard number of the last answer that the watcher heard; 0 when there was none
   */
  public List<Traced> drain(String watcher, long number, long heard) {
    List<Lease> mine = new ArrayList<>();
    synchronized (this) {
      forget(System.nanoTime());
      publish();
      leases.forEach(
          (key, lease) -> {
            if (key.watcher().equals(watcher)) {
              mine.add(lease);
            }
          });
    }
    return mine.stream().map(lease -> lease.drain(number, heard)).toList();
  }

  /** Whether somebody watches this. */
  public boolean watches(TraceFilter.Kind what, String name) {
    for (Lease lease : watching) {
      if (lease.filter().what() == what && lease.filter().name().equals(name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether somebody watches this client, its user, or the link that it stands for. */
  public boolean watches(ClientInfo client) {
    return watches(TraceFilter.Kind.CLIENT, client.client())
        || watches(TraceFilter.Kind.LINK, client.client())
        || (!client.user().isEmpty() && watches(TraceFilter.Kind.USER, client.user()));
  }

  /** Whether somebody watches single clients, so that what each of them gets is of interest. */
  public boolean watchesClients() {
    for (Lease lease : watching) {
      if (lease.filter().what() != TraceFilter.Kind.CHANNEL) {
        return true;
      }
    }
    return false;
  }

  /** Tells whoever watches what it is about; to be asked for when {@link #isOn}. */
  public void tell(TraceEvent event) {
    tell(event, null);
  }

  /**
   * The same of a publication.
   *
   * @param data shown to those who watch the channel, cut to size
   */
  public void tell(TraceEvent event, Payload data) {
    boolean anyOver = false;
    long now = System.nanoTime();
    for (Lease lease : watching) {
      lease.offer(event, data);
      anyOver |= lease.isOver(now);
    }
    if (anyOver) {
      end();
    }
  }

  /** One loop brought a publication to its subscribers; those of all loops are told as one. */
  public void tellFanout(TraceEvent event, Publication publication) {
    boolean anyOver = false;
    long now = System.nanoTime();
    for (Lease lease : watching) {
      lease.offerFanout(event, publication);
      anyOver |= lease.isOver(now);
    }
    if (anyOver) {
      end();
    }
  }

  private synchronized void end() {
    forget(System.nanoTime());
    publish();
  }

  private void forget(long now) {
    leases.values().removeIf(lease -> lease.isOver(now));
  }

  private void publish() {
    watching = List.copyOf(leases.values());
    on.setRelease(!leases.isEmpty());
  }

  private record Key(String watcher, TraceFilter filter) {}
}
