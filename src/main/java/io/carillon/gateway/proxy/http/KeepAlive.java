package io.carillon.gateway.proxy.http;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a target lets a connection wait for its next request. A request that meets the close of
 * an idle connection is lost, for nobody knows whether it was heard: so idle ones end before the
 * target ends them.
 *
 * @param isOffered whether the connection may be used again at all
 */
record KeepAlive(boolean isOffered, Duration time) {
  /** Below the 5 s of Node and Apache, the shortest in common use; they do not always tell. */
  private static final Duration UNTOLD = Duration.ofSeconds(4);

  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Pattern TIMEOUT =
      Pattern.compile("(?:^|[,\\s])timeout=(\\d{1,6})(?=$|[,\\s])", Pattern.CASE_INSENSITIVE);

  /** What the head of an answer says. */
  static KeepAlive of(HttpResponse head) {
    Duration time = UNTOLD;
    String told = head.headers().get("Keep-Alive");
    if (told != null) {
      Matcher matcher = TIMEOUT.matcher(told);
      if (matcher.find()) {
        time = Duration.ofSeconds(Math.max(0, Long.parseLong(matcher.group(1)) - 1));
      }
    }
    Duration bounded = time.compareTo(LONGEST) > 0 ? LONGEST : time;
    return new KeepAlive(HttpUtil.isKeepAlive(head) && !bounded.isZero(), bounded);
  }
}
