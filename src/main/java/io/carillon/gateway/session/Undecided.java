package io.carillon.gateway.session;

import io.carillon.gateway.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The channels of a session that somebody wants to end before the client has been told that they
 * began: who ends one waits for that, so that each command is answered, and in order. Also those of
 * which a backend or a key has yet to say whether the client may hear them, since an end that comes
 * meanwhile has to hold. Made when there is one; confined to the session's loop.
 */
final class Undecided {
  private final Map<Channel, Promise<Void>> waiting = new HashMap<>(2);

  /** Of which somebody else is asked; null for none. There is one at most, as commands wait. */
  private Channel asked;

  void ask(Channel channel) {
    asked = channel;
  }

  /** It is known whether the client may. */
  void onAnswer() {
    asked = null;
  }

  boolean isAsked(Channel channel) {
    return channel.equals(asked);
  }

  /** Done when the client has been told, or there is nothing to tell. Never fails. */
  Future<Void> decided(Channel channel) {
    return waiting.computeIfAbsent(channel, name -> Promise.promise()).future();
  }

  /** The client has been told. */
  void decide(Channel channel) {
    Promise<Void> waited = waiting.remove(channel);
    if (waited != null) {
      waited.complete();
    }
  }

  /** The session is over. */
  void decideAll() {
    List.copyOf(waiting.keySet()).forEach(this::decide);
  }

  boolean isEmpty() {
    return waiting.isEmpty() && asked == null;
  }
}
