package io.carillon.gateway.machine;

import com.sun.management.OperatingSystemMXBean;
import io.carillon.gateway.config.GatewayConfig;
import io.netty.util.internal.PlatformDependent;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What an operator would want to know of the machine before the clients find out; a line each, with
 * what to do. Reads a few small files: not for event loops.
 */
public final class StartChecks {
  /** Less than anybody expects of a gateway. */
  private static final long FEW_CLIENTS = 10_000;

  private static final long FEW_PORTS = 20_000;
  private static final int MIB = 1024 * 1024;

  private final Path kernel;
  private final List<String> warnings = new ArrayList<>();

  StartChecks(Path kernel) {
    this.kernel = kernel;
  }

  /**
   * The lines; none when all is well.
   *
   * @param backlog of connections that are not accepted yet, as the listeners want it
   */
  public static List<String> of(GatewayConfig config, Descriptors descriptors, int backlog) {
    StartChecks checks = new StartChecks(Path.of("/proc/sys/net"));
    checks.files(config.limits().connections(), descriptors);
    checks.backlog(backlog);
    checks.ports(!config.rules().pools().isEmpty(), config.limits().connections());
    OperatingSystemMXBean machine =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    checks.memory(
        Runtime.getRuntime().maxMemory(),
        PlatformDependent.maxDirectMemory(),
        machine.getTotalMemorySize());
    checks.java(Runtime.version().feature(), PlatformDependent.hasUnsafe());
    return List.copyOf(checks.warnings);
  }

  void files(int wanted, Descriptors descriptors) {
    long clients = descriptors.clients();
    if (wanted > clients) {
      warnings.add(
          ("open files are too few for limits.node.connections limit=%d clients=%d wanted=%d: raise"
                  + " ulimit -n")
              .formatted(descriptors.most(), clients, wanted));
    } else if (wanted == 0 && clients < FEW_CLIENTS) {
      warnings.add(
          "open files are few limit=%d clients=%d links=%d: raise ulimit -n"
              .formatted(descriptors.most(), clients, clients / 2));
    }
  }

  void backlog(int wanted) {
    long most = number("core/somaxconn", 0);
    if (most > 0 && most < wanted) {
      warnings.add(
          ("of clients that come at once some will be dropped net.core.somaxconn=%d wanted=%d: raise"
                  + " it")
              .formatted(most, wanted));
    }
  }

  void ports(boolean dials, int links) {
    long ports = number("ipv4/ip_local_port_range", 1) - number("ipv4/ip_local_port_range", 0) + 1;
    if (dials && ports > 1 && ports < Math.max(FEW_PORTS, links)) {
      warnings.add(
          ("links to one target are bounded by net.ipv4.ip_local_port_range ports=%d: widen it, or"
                  + " have more targets")
              .formatted(ports));
    }
  }

  void memory(long heap, long direct, long machine) {
    if (machine > 0 && heap + direct > machine) {
      warnings.add(
          ("memory may not suffice heapMiB=%d directMiB=%d machineMiB=%d: lower -Xmx or"
                  + " -XX:MaxDirectMemorySize")
              .formatted(heap / MIB, direct / MIB, machine / MIB));
    }
  }

  void java(int version, boolean hasUnsafe) {
    if (version >= 24 && !hasUnsafe) {
      warnings.add(
          ("Netty goes without direct access to memory java=%d: add"
                  + " --sun-misc-unsafe-memory-access=allow, which costs less CPU")
              .formatted(version));
    }
  }

  List<String> warnings() {
    return warnings;
  }

  // Where there is no such file, nothing is known. Such files have to be read at one go: who comes
  // back for more than the first byte gets nothing.
  private long number(String file, int place) {
    try (BufferedReader lines = Files.newBufferedReader(kernel.resolve(file))) {
      return Long.parseLong(lines.readLine().strip().split("\\s+")[place]);
    } catch (IOException | RuntimeException unknown) {
      return 0;
    }
  }
}
