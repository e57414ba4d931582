package io.carillon.gateway.bench.client;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Publishes with commands of the Centrifuge protocol in Protobuf, as {@link CentrifugeOutlet} does
 * in JSON; tickets are their ids. What is published is a JSON string all the same, so that
 * everybody can be brought it.
 */
final class ProtobufOutlet extends LineOutlet {
  private static final int MOST_OPEN = 1024;

  /** Below all tickets. */
  private static final int CONNECT = 1;

  private final String token;
  private boolean pong;
  private int open;

  ProtobufOutlet(
      Endpoint endpoint, String path, String subprotocol, String token, Answers answers) {
    super(
        endpoint, path, subprotocol.isEmpty() ? ProtobufDialect.SUBPROTOCOL : subprotocol, answers);
    this.token = token;
  }

  @Override
  public boolean isReady() {
    return open < MOST_OPEN && super.isReady();
  }

  @Override
  public void onOpen(Line line) {
    open = 0;
    ProtobufCommand with = new ProtobufCommand();
    write(CONNECT, 4, token.isEmpty() ? with : with.field(1, token));
    line.flush();
  }

  @Override
  public void publish(long ticket, String channel, ByteBuf message) {
    String data = '"' + message.toString(StandardCharsets.US_ASCII) + '"';
    write(CONNECT + ticket, 7, new ProtobufCommand().field(1, channel).field(2, data));
    open++;
  }

  private void write(long id, int field, ProtobufCommand request) {
    ProtobufCommand command = new ProtobufCommand().field(1, id).field(field, request);
    write(new ProtobufCommand().delimited(command));
  }

  private void write(ProtobufCommand commands) {
    byte[] bytes = commands.bytes();
    line().write(line().binary(bytes.length).writeBytes(bytes));
  }

  @Override
  public void onMessage(ByteBuf bytes, int from, int to) {
    ProtobufFields replies = new ProtobufFields(bytes, from, to);
    while (line() != null && replies.nextDelimited()) {
      if (replies.from() < replies.end()) {
        onReply(bytes, replies.message());
      } else if (pong) {
        write(new ProtobufCommand().delimited(new ProtobufCommand()));
        line().flush();
      }
    }
  }

  private void onReply(ByteBuf bytes, ProtobufFields reply) {
    long id = 0;
    while (line() != null && reply.next()) {
      switch (reply.field()) {
        case 1 -> id = reply.number();
        case 2 -> onError(id, bytes, reply.message());
        case 5 -> onConnected(reply.message());
        case 8 -> {
          open--;
          answers().onAccepted(id - CONNECT);
        }
        default -> {
          // what it hears is for others
        }
      }
    }
  }

  private void onConnected(ProtobufFields result) {
    while (result.next()) {
      pong |= result.field() == 8 && result.number() != 0;
    }
    ready();
  }

  private void onError(long id, ByteBuf bytes, ProtobufFields error) {
    long code = 0;
    String message = "";
    while (error.next()) {
      if (error.field() == 1) {
        code = error.number();
      } else if (error.field() == 2) {
        message = bytes.toString(error.from(), error.end() - error.from(), StandardCharsets.UTF_8);
      }
    }
    String why = " was refused with error " + code + ", " + message;
    if (id == CONNECT) {
      line().fail("connect" + why);
    } else {
      open--;
      answers().onRefused(id - CONNECT, "publish" + why);
    }
  }
}
