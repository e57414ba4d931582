package io.carillon.gateway.proxy.link;

import io.carillon.gateway.proxy.request.HopByHop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Set;

/** The head of an answer that is no upgrade, on its way to the client. Stateless. */
final class PlainHead {
  private PlainHead() {}

  /**
   * Whether it is known where its body ends. A coding beside chunked is for one hop: we can neither
   * undo it nor promise that the client can.
   */
  static boolean isDelimited(HttpResponse head) {
    List<String> codings = head.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    return codings.isEmpty()
        || (codings.size() == 1
            && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0)));
  }

  /**
   * Takes out what was for one hop, and says that the connection ends.
   *
   * @param cookie to set; null for none
   */
  static void rewrite(HttpResponse head, String cookie) {
    HttpHeaders headers = head.headers();
    // RFC 9110 section 15.5.22: a 426 says what to upgrade to.
    List<String> upgrade =
        head.status().code() == HttpResponseStatus.UPGRADE_REQUIRED.code()
            ? headers.getAll(HttpHeaderNames.UPGRADE)
            : List.of();
    removeThoseOfOneHop(headers);
    headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    if (!upgrade.isEmpty()) {
      headers.set(HttpHeaderNames.UPGRADE, upgrade);
      headers.add(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
    }
    if (cookie != null) {
      headers.add(HttpHeaderNames.SET_COOKIE, cookie);
    }
    boolean chunked = HttpUtil.isTransferEncodingChunked(head);
    head.setProtocolVersion(HttpVersion.HTTP_1_1);
    HttpUtil.setTransferEncodingChunked(head, chunked);
  }

  private static void removeThoseOfOneHop(HttpHeaders headers) {
    Set<String> named = HopByHop.named(headers.getAll(HttpHeaderNames.CONNECTION));
    for (String name : headers.names()) {
      // The coding of the body is written as it was read.
      boolean coding = HttpHeaderNames.TRANSFER_ENCODING.contentEqualsIgnoreCase(name);
      if (!coding && HopByHop.isForOneHop(name, named)) {
        headers.remove(name);
      }
    }
  }
}
