package io.carillon.gateway.proxy.log;

import io.carillon.gateway.config.AccessLogConfig;

/** A line at the start of what is relayed and one at its end. Callable from any thread. */
public interface AccessLog {
  /** Writes nothing. */
  AccessLog NONE = entry -> {};

  /** One that writes lines of this form to the logger {@code access}. */
  static AccessLog of(AccessLogConfig config) {
    return switch (config.form()) {
      case NONE -> NONE;
      case JSON -> new LineLog(JsonLine::of);
      case COMMON -> new LineLog(CommonLine::of);
    };
  }

  /** Writes a line. Tokens and session ids in the query are left out. */
  void write(AccessEntry entry);
}
