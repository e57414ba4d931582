package io.carillon.gateway.protocol;

import java.nio.charset.StandardCharsets;

/**
 * Commands of a client whose transport carries only what the server says, so that they come by
 * requests of their own.
 *
 * @param session that the client was told when it connected; a secret, so never to be logged
 * @param node that has the session
 * @param data one command or more, in the form that the session speaks; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record EmulationRequest(String session, String node, byte[] data) {
  /**
   * Reads it from JSON, where the data is a string.
   *
   * @throws MalformedMessage when it is anything else, or says not to whom or nothing
   */
  public static EmulationRequest ofJson(byte[] body) {
    RawJson request = RawJson.object(body);
    return whole(
        request.string("session"),
        request.string("node"),
        request.string("data").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads it from Protobuf: one message, without its length before it.
   *
   * @throws MalformedMessage when it is anything else, or says not to whom or nothing
   */
  public static EmulationRequest ofProtobuf(byte[] body) {
    RawProtobuf request = RawProtobuf.message(body);
    return whole(request.string(2), request.string(1), request.bytes(3));
  }

  private static EmulationRequest whole(String session, String node, byte[] data) {
    if (session.isEmpty() || node.isEmpty() || data.length == 0) {
      throw new MalformedMessage("session, node or data is left out");
    }
    return new EmulationRequest(session, node, data);
  }

  @Override
  public String toString() {
    return "EmulationRequest[session=***, node=" + node + ", bytes=" + data.length + "]";
  }
}
