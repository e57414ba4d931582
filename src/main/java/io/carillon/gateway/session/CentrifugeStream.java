package io.carillon.gateway.session;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.protocol.Command;
import io.carillon.gateway.protocol.Reply;
import io.carillon.gateway.wire.HttpStream;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * The Centrifuge protocol where WebSockets do not get through: what we say is the endless answer to
 * one request, what the client says comes by others, see {@link Emulation}. Ends with a push that
 * says why, since HTTP has no close frame.
 */
final class CentrifugeStream extends CentrifugeSession {
  private static final int LAST_THAT_MAY_RETURN = 3499;
  private static final int FIRST_OF_THE_USERS = 4000;
  private static final int LAST_OF_THE_USERS_THAT_MAY_RETURN = 4499;

  private final SessionKey key = SessionKey.random();
  private final Emulation emulation;

  /** Bytes of commands that wait, roughly; those that were carried out since are still in it. */
  private int waitingBytes;

  /**
   * @param channels that the server subscribes the client to
   */
  CentrifugeStream(
      LoopServices services,
      Origin origin,
      HttpStream stream,
      CentrifugeForm form,
      List<Channel> channels,
      Emulation emulation) {
    super(services, origin, stream, form, channels);
    this.emulation = emulation;
    emulation.add(this);
  }

  /** What opens it. */
  SessionKey key() {
    return key;
  }

  /**
   * Takes commands that came apart from it. As many wait for a client that does not read as may
   * wait for it; one that sends more is slow.
   *
   * @param message not owned
   */
  Emulation.Outcome onCommands(ByteBuf message) {
    if (isOver() || !outlet().isOpen()) {
      return Emulation.Outcome.UNKNOWN;
    }
    waitingBytes = isBusy() ? waitingBytes + message.readableBytes() : 0;
    if (waitingBytes > services().limits().maxQueuedBytes()) {
      disconnect(CloseCode.SLOW);
      return Emulation.Outcome.TOO_MANY;
    }
    return onMessage(message) ? Emulation.Outcome.TAKEN : Emulation.Outcome.MALFORMED;
  }

  /** Takes the commands that came with its request. */
  void begin(List<Command> commands, int bytes) {
    tally().in(bytes);
    take(commands);
  }

  @Override
  void disconnect(int code, String reason) {
    if (outlet().isOpen()) {
      outlet().write(form().reply(new Reply.DisconnectPush(code, reason, mayReturn(code))));
    }
    super.disconnect(code, reason);
  }

  private static boolean mayReturn(int code) {
    return code <= LAST_THAT_MAY_RETURN
        || (code >= FIRST_OF_THE_USERS && code <= LAST_OF_THE_USERS_THAT_MAY_RETURN);
  }

  @Override
  void end(End how) {
    emulation.remove(this);
    super.end(how);
  }

  @Override
  String secret() {
    return key.text();
  }

  @Override
  String node() {
    return emulation.node();
  }

  @Override
  boolean pingsByTransport() {
    return false;
  }
}
