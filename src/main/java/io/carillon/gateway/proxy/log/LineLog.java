package io.carillon.gateway.proxy.log;

import java.time.Instant;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes each entry as a line of its own, which is the whole message. */
final class LineLog implements AccessLog {
  private static final Logger LOG = LoggerFactory.getLogger("access");

  private final BiFunction<AccessEntry, Instant, String> form;

  /**
   * @param form makes a line of an entry and the time it is written
   */
  LineLog(BiFunction<AccessEntry, Instant, String> form) {
    this.form = form;
  }

  @Override
  public void write(AccessEntry entry) {
    if (LOG.isInfoEnabled()) {
      LOG.info("{}", form.apply(entry, Instant.now()));
    }
  }
}
