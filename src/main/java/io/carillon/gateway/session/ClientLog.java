package io.carillon.gateway.session;

import io.carillon.gateway.channel.Channel;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The life of each client on the logger {@code clients}, a line for each step, all with its id.
 * Clients that are dropped for a fault, their own or ours, are told of anyway, but only so many a
 * second: what makes thousands of them fail at once must not fill a disk. Callable from any loop.
 */
final class ClientLog {
  static final int MOST_VERDICTS_PER_SECOND = 10;
  private static final Logger LOG = LoggerFactory.getLogger("clients");

  private final Level level;

  /** Guarded by this. */
  private int verdicts;

  /** Guarded by this. */
  private long leftOut;

  /**
   * @param everyClient whether all of it is told at level info; else at debug
   */
  ClientLog(boolean everyClient) {
    level = everyClient ? Level.INFO : Level.DEBUG;
  }

  /** Whether each step is told. */
  boolean isOn() {
    return LOG.isEnabledForLevel(level);
  }

  /** A step that tells who it is. */
  void life(Session session, String step, String more) {
    LOG.atLevel(level).log("client {} {}{}", step, who(session), more);
  }

  /** A step in a channel. */
  void step(Session session, String step, Channel channel, String detail) {
    LOG.atLevel(level)
        .log(
            "client {} client={} channel={} {}",
            step,
            session.info().client(),
            text(channel.name()),
            detail);
  }

  void closed(Session session, End end) {
    if (isOn()) {
      tell(level, session, end);
    } else if (end.isVerdict() && mayTell(session)) {
      tell(Level.INFO, session, end);
    }
  }

  private static void tell(Level level, Session session, End end) {
    LOG.atLevel(level).log("client closed {} {} {}", who(session), end, session.tally());
  }

  private synchronized boolean mayTell(Session session) {
    if (verdicts == 0) {
      session.loop().schedule(this::beginSecond, 1, TimeUnit.SECONDS);
    }
    if (verdicts == MOST_VERDICTS_PER_SECOND) {
      leftOut++;
      return false;
    }
    verdicts++;
    return true;
  }

  private synchronized void beginSecond() {
    if (leftOut > 0) {
      LOG.info("more clients closed for a fault count={}", leftOut);
    }
    verdicts = 0;
    leftOut = 0;
  }

  private static String who(Session session) {
    Origin origin = session.origin();
    return "client="
        + session.info().client()
        + " user="
        + text(session.info().user())
        + " kind="
        + kind(origin)
        + " route="
        + text(origin.route())
        + " address="
        + origin.address();
  }

  static String kind(Origin origin) {
    return origin.kind().name().toLowerCase(Locale.ROOT);
  }

  /** A value that clients or others may have made up: in quotes, where it would not end alone. */
  static String text(String value) {
    boolean plain = !value.isEmpty();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      plain &= c > ' ' && c != '"' && c != '\\' && c != '=' && c < 0x7f;
    }
    return plain ? value : quoted(value);
  }

  private static String quoted(String value) {
    StringBuilder text = new StringBuilder(value.length() + 2).append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (Character.isISOControl(c)
          || Character.getType(c) == Character.FORMAT
          || c == 0x2028
          || c == 0x2029) {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    return text.append('"').toString();
  }
}
