package io.carillon.gateway.cli;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import io.carillon.gateway.config.LogConfig;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.fieldnames.LogstashFieldNames;
import org.slf4j.LoggerFactory;

/**
 * Makes the log as the configuration wants it, once, before a node starts, and writes the rest of
 * it, once, before the process ends. The access log has the form it has.
 */
final class LogSetup {
  private LogSetup() {}

  static void apply(LogConfig config) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return; // somebody put another log in the place of ours
    }
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level level = Level.toLevel(config.level().name());
    // What Netty or Hazelcast tell below that is for those who write them.
    root.setLevel(level.isGreaterOrEqual(Level.INFO) ? level : Level.INFO);
    context.getLogger("io.carillon.gateway").setLevel(level);
    context.getLogger("clients").setLevel(level);
    if (config.format() == LogConfig.Form.JSON
        && root.getAppender("log") instanceof AsyncAppender log
        && log.getAppender("console") instanceof ConsoleAppender<ILoggingEvent> console) {
      console.stop();
      console.setEncoder(json(context));
      console.start();
    }
  }

  /** Waits, a second at most, until what was logged is written; nothing is logged after it. */
  static void finish() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.stop();
    }
  }

  // The message stays as it is: what happened, and key=value.
  private static LogstashEncoder json(LoggerContext context) {
    LogstashFieldNames names = new LogstashFieldNames();
    names.setTimestamp("time");
    names.setVersion(null);
    names.setLevelValue(null);
    LogstashEncoder encoder = new LogstashEncoder();
    encoder.setContext(context);
    encoder.setFieldNames(names);
    encoder.setShortenedLoggerNameLength(1);
    encoder.start();
    return encoder;
  }
}
