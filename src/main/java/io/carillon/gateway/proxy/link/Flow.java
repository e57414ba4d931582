package io.carillon.gateway.proxy.link;

import io.carillon.gateway.proxy.tally.Tally;

/**
 * Tells the tally of a target what passed through one link since it last did, so that nothing is
 * counted where bytes pass. Confined to the loop of the link.
 */
final class Flow {
  private long bytesUp;
  private long bytesDown;
  private long messagesUp;
  private long messagesDown;
  private long injectedBytes;

  void tell(Tally tally, Relay client, TargetRelay target) {
    tally.passed(
        client.bytes() - bytesUp,
        target.bytes() - bytesDown,
        client.frames().messages() - messagesUp,
        target.frames().messages() - messagesDown);
    tally.injected(target.injectedBytes() - injectedBytes);
    bytesUp = client.bytes();
    bytesDown = target.bytes();
    messagesUp = client.frames().messages();
    messagesDown = target.frames().messages();
    injectedBytes = target.injectedBytes();
  }
}
