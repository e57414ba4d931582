package io.carillon.gateway.proxy.tally;

/** Statuses of HTTP by their first digit. */
public enum AnswerClass {
  /** None was given before the end. */
  NONE("none"),
  INFORMATIONAL("1xx"),
  SUCCESS("2xx"),
  REDIRECTION("3xx"),
  CLIENT_ERROR("4xx"),
  SERVER_ERROR("5xx"),
  /** No status of HTTP. */
  OTHER("other");

  private final String text;

  AnswerClass(String text) {
    this.text = text;
  }

  /** Of a status; 0 for none. */
  public static AnswerClass of(int status) {
    return switch (status / 100) {
      case 0 -> NONE;
      case 1 -> INFORMATIONAL;
      case 2 -> SUCCESS;
      case 3 -> REDIRECTION;
      case 4 -> CLIENT_ERROR;
      case 5 -> SERVER_ERROR;
      default -> OTHER;
    };
  }

  /** As metrics have it. */
  public String text() {
    return text;
  }
}
