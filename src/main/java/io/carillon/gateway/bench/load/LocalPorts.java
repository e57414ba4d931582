package io.carillon.gateway.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From how many ports of one address this machine connects to one other. */
final class LocalPorts {
  private static final Path RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
  private static final Pattern FORM = Pattern.compile("\\s*(\\d{1,5})\\s+(\\d{1,5})\\s*");

  /** What Linux has unless it was told otherwise, roughly; others have fewer. */
  static final int USUAL = 28_000;

  private LocalPorts() {}

  /** As the system says, or as usual where it does not. */
  static int count() {
    return count(RANGE);
  }

  static int count(Path range) {
    try {
      Matcher form = FORM.matcher(Files.readString(range));
      if (form.matches()) {
        int count = 1 + Integer.parseInt(form.group(2)) - Integer.parseInt(form.group(1));
        return count > 0 ? count : USUAL;
      }
      return USUAL;
    } catch (IOException untold) {
      return USUAL;
    }
  }
}
