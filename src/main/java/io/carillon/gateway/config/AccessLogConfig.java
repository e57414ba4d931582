package io.carillon.gateway.config;

/** Whether what is relayed leaves a line at its start and one at its end. */
public record AccessLogConfig(Form form) {
  /** The forms of a line. */
  public enum Form {
    NONE,
    JSON,
    COMMON
  }
}
