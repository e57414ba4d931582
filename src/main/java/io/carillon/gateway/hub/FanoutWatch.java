package io.carillon.gateway.hub;

import java.util.List;

/**
 * Looks at what subscribers are given, while somebody wants to know. One per node, of all loops.
 */
public interface FanoutWatch {
  /** Never looks. */
  FanoutWatch NONE =
      new FanoutWatch() {
        @Override
        public boolean isOn() {
          return false;
        }

        @Override
        public void onPushed(PushBatch batch, List<Subscriber> subscribers) {}
      };

  /** Whether it looks; asked once per slice. */
  boolean isOn();

  /**
   * A batch was pushed; on their loop.
   *
   * @param subscribers of one slice, null where one has left; valid during the call
   */
  void onPushed(PushBatch batch, List<Subscriber> subscribers);
}
