package io.carillon.gateway.config;

/**
 * What the log tells, and how; the access log is another one.
 *
 * @param clients whether it tells the life of every client
 */
public record LogConfig(Form format, Level level, boolean clients) {
  /** The forms of a line. */
  public enum Form {
    PLAIN,
    JSON
  }

  /** The least that is told. */
  public enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }
}
