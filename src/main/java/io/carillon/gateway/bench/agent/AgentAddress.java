package io.carillon.gateway.bench.agent;

import io.carillon.gateway.bench.BenchException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an agent listens.
 *
 * @param host a name or an address, of IPv6 without brackets
 */
public record AgentAddress(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([^\\]]+)\\]|([^:\\[\\]\\s]+))(?::(\\d{1,5}))?");

  private static final int MOST_PORT = 65_535;
  private static final String PORT = "7700";

  /** Reads {@code host:port} or {@code host} alone, or throws {@link BenchException}. */
  public static AgentAddress parse(String option, String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new BenchException(option + ": found " + text + ", wanted host:port");
    }
    String host = form.group(1) == null ? form.group(2) : form.group(1);
    int port = Integer.parseInt(form.group(3) == null ? PORT : form.group(3));
    if (port > MOST_PORT) {
      throw new BenchException(option + ": found " + text + ", wanted host:port");
    }
    return new AgentAddress(host, port);
  }

  /** Whether only this machine gets there. Looks the name up. */
  boolean isLoopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
