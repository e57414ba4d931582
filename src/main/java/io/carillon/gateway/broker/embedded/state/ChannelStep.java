package io.carillon.gateway.broker.embedded.state;

import io.carillon.gateway.channel.Channel;
import java.util.Map;

/**
 * One step on the state of a channel; run twice it does what it does once.
 *
 * @param <R> what is answered
 */
abstract class ChannelStep<R> extends Step<ChannelState, R> {
  /** Changes the state of a channel and answers; {@code state} is new when nothing was known. */
  abstract R run(Channel channel, ChannelState state, Change change);

  @Override
  public final R process(Map.Entry<String, ChannelState> entry) {
    ChannelState known = entry.getValue();
    ChannelState state = known == null ? new ChannelState() : known;
    Change change = new Change();
    R answer = run(new Channel(entry.getKey()), state, change);
    if (change.noted) {
      entry.setValue(state); // without it no backup is sent, though the state has changed
    }
    return answer;
  }

  /** Whether the state is another one afterwards. */
  static final class Change {
    private boolean noted;

    void note() {
      noted = true;
    }

    void noteIf(boolean changed) {
      noted |= changed;
    }
  }
}
