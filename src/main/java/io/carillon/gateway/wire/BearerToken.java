package io.carillon.gateway.wire;

import java.util.List;

/** The token that a handshake brings, RFC 6750 section 2. Stateless. */
public final class BearerToken {
  private static final String SCHEME = "Bearer ";

  private BearerToken() {}

  /**
   * The one of the header, else the one of the query: browsers cannot add a header to a handshake.
   *
   * @param authorization values of that header; those of other schemes do not count
   * @param query value of its parameter {@code token}; null for none
   * @return empty when there is none
   */
  public static String of(List<String> authorization, String query) {
    for (String value : authorization) {
      String header = value.trim();
      if (header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
        return header.substring(SCHEME.length()).trim();
      }
    }
    return query == null ? "" : query;
  }
}
