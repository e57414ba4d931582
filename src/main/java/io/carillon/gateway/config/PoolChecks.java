package io.carillon.gateway.config;

/** What has to hold between two keys of a pool. Says nothing when one is wrong by itself. */
final class PoolChecks {
  private PoolChecks() {}

  static void health(Section section, HealthConfig health) {
    if (section.isSound("interval", "timeout")
        && health.timeout().compareTo(health.interval()) >= 0) {
      section.complain(
          "timeout",
          Quantities.show(health.timeout()) + " (default)",
          "less than interval, " + Quantities.show(health.interval()));
    }
  }

  static void ejection(Section section, EjectionConfig ejection) {
    if (section.isSound("time", "maxTime") && ejection.maxTime().compareTo(ejection.time()) < 0) {
      section.complain(
          "maxTime",
          Quantities.show(ejection.maxTime()) + " (default)",
          "at least time, " + Quantities.show(ejection.time()));
    }
  }

  static void tls(Section section, UpstreamTlsConfig tls) {
    if (section.isSound("certificate", "key")
        && tls.certificate().isEmpty() != tls.key().isEmpty()) {
      section.complain(
          tls.key().isEmpty() ? "key" : "certificate", "certificate and key both, or neither");
    }
    if (section.isSound("ca", "verify") && !tls.verify() && !tls.ca().isEmpty()) {
      section.complain("ca", "nothing, since verify is false");
    }
  }
}
