package io.carillon.gateway.config;

/** Files of a certificate that cannot be shown to clients. Has no stack trace: it is no bug. */
public final class UnusableCertificate extends Exception {
  private static final long serialVersionUID = 1L;

  private final String key;
  private final String found;
  private final String wanted;

  UnusableCertificate(String key, String found, String wanted) {
    super(key + ": found " + found + ", wanted " + wanted, null, false, false);
    this.key = key;
    this.found = found;
    this.wanted = wanted;
  }

  /** Which of the files is wrong, as in {@code certificate} or {@code key}. */
  String key() {
    return key;
  }

  String found() {
    return found;
  }

  String wanted() {
    return wanted;
  }
}
