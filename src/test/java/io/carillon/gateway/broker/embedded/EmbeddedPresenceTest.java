package io.carillon.gateway.broker.embedded;

import io.carillon.gateway.broker.Presence;
import io.carillon.gateway.broker.PresenceContract;

class EmbeddedPresenceTest extends PresenceContract {
  @Override
  protected Presence open() {
    return new EmbeddedPresence();
  }
}
