package io.carillon.gateway.bench;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Where connections go and what is spoken there.
 *
 * @param urls of the servers, {@code ws}, {@code wss}, {@code http} or {@code https}; connections
 *     are spread over them in turn, and go on to the next when they cannot come back to theirs.
 *     {@code {channel}} stands for the channels of a connection, and {@code {i}} for its number. Of
 *     {@link Kind#PROXY} exactly two: direct, and through the gateway
 * @param protocol spoken with all of them
 * @param subprotocol asked for in the handshake; empty for what the protocol says by itself
 * @param token for the connect command of Centrifuge; empty for none
 * @param sourceAddresses to connect from, in turn; empty for what the system chooses
 * @param insecure whether any certificate will do
 * @param authorities PEM of those by whom certificates have to be; empty for whom Java trusts
 */
public record Target(
    List<String> urls,
    Protocol protocol,
    String subprotocol,
    String token,
    List<String> sourceAddresses,
    boolean insecure,
    String authorities) {
  private static final Pattern USER = Pattern.compile("(?<=//)[^/?#]*@");
  private static final Pattern SECRET =
      Pattern.compile("(?i)([?&][^=&]*(?:token|key|secret|pass|auth|jwt)[^=&]*=)[^&#]*");

  public Target {
    urls = List.copyOf(urls);
    sourceAddresses = List.copyOf(sourceAddresses);
  }

  /** The same from other addresses; from those that it has when there are none of them. */
  public Target from(List<String> addresses) {
    return new Target(
        urls,
        protocol,
        subprotocol,
        token,
        addresses.isEmpty() ? sourceAddresses : addresses,
        insecure,
        authorities);
  }

  Target withoutSecrets() {
    return new Target(
        urls.stream().map(Target::shown).toList(),
        protocol,
        subprotocol,
        hidden(token),
        sourceAddresses,
        insecure,
        authorities);
  }

  /** A URL without user, password, and what its query calls a token, a key and the like. */
  static String shown(String url) {
    return SECRET.matcher(USER.matcher(url).replaceAll("***@")).replaceAll("$1***");
  }

  static String hidden(String secret) {
    return secret.isEmpty() ? "" : "***";
  }
}
