package io.carillon.gateway.channel;

import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;

/**
 * The name of a channel: {@code namespace:rest}, or just {@code rest} in the default namespace.
 *
 * @param name 1 to 255 characters, none of them a control character or half a surrogate pair, which
 *     no encoding brings to other nodes
 */
public record Channel(String name) {
  /** The namespace of a name without a colon. */
  public static final String DEFAULT_NAMESPACE = "default";

  private static final int MAX_LENGTH = 255;

  public Channel {
    if (name.isEmpty()) {
      throw new GatewayException(ErrorCode.BAD_REQUEST, "channel name is empty");
    }
    if (name.length() > MAX_LENGTH) {
      throw new GatewayException(ErrorCode.BAD_REQUEST, "channel name over 255 characters");
    }
    for (int i = 0; i < name.length(); i++) {
      if (Character.isISOControl(name.charAt(i))) {
        throw new GatewayException(ErrorCode.BAD_REQUEST, "control character in channel name");
      }
    }
    if (name.codePoints().anyMatch(Channel::isHalf)) {
      throw new GatewayException(ErrorCode.BAD_REQUEST, "half a surrogate pair in channel name");
    }
  }

  private static boolean isHalf(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  /** The part before the first colon; {@value #DEFAULT_NAMESPACE} when there is none. */
  public String namespace() {
    int colon = name.indexOf(':');
    return colon < 0 ? DEFAULT_NAMESPACE : name.substring(0, colon);
  }

  @Override
  public String toString() {
    return name;
  }
}
