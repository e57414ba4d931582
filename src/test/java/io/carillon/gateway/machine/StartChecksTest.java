package io.carillon.gateway.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a machine that is too small. */
class StartChecksTest {
  private static final long GIB = 1L << 30;

  @TempDir private Path kernel;

  @Test
  void nothingIsToldOfAMachineThatHasEnough() throws IOException {
    write("core/somaxconn", "4096\n");
    write("ipv4/ip_local_port_range", "32768\t60999\n");
    StartChecks checks = new StartChecks(kernel);

    checks.files(0, Descriptors.of(1_000_000, 200, 0));
    checks.files(50_000, Descriptors.of(65_536, 200, 0));
    checks.backlog(4_096);
    checks.ports(true, 0);
    checks.memory(GIB, GIB, 4 * GIB);
    checks.java(17, false);
    checks.java(25, true);

    assertEquals(List.of(), checks.warnings());
  }

  @Test
  void nothingIsToldOfWhatIsNotKnown() {
    StartChecks checks = new StartChecks(kernel);

    checks.files(50_000, Descriptors.UNKNOWN);
    checks.backlog(4_096);
    checks.ports(true, 0);

    assertEquals(List.of(), checks.warnings());
  }

  @Test
  void eachShortageIsToldWithWhatToDo() throws IOException {
    write("core/somaxconn", "128\n");
    write("ipv4/ip_local_port_range", "50000\t59999\n");
    StartChecks checks = new StartChecks(kernel);

    checks.files(0, Descriptors.of(1_024, 200, 0));
    checks.files(50_000, Descriptors.of(1_024, 200, 0));
    checks.backlog(4_096);
    checks.ports(true, 0);
    checks.ports(false, 0);
    checks.memory(3 * GIB, 3 * GIB, 4 * GIB);
    checks.java(25, false);

    assertEquals(
        List.of(
            "open files are few limit=1024 clients=760 links=380: raise ulimit -n",
            "open files are too few for limits.node.connections limit=1024 clients=760"
                + " wanted=50000: raise ulimit -n",
            "of clients that come at once some will be dropped net.core.somaxconn=128 wanted=4096:"
                + " raise it",
            "links to one target are bounded by net.ipv4.ip_local_port_range ports=10000: widen it,"
                + " or have more targets",
            "memory may not suffice heapMiB=3072 directMiB=3072 machineMiB=4096: lower -Xmx or"
                + " -XX:MaxDirectMemorySize",
            "Netty goes without direct access to memory java=25: add"
                + " --sun-misc-unsafe-memory-access=allow, which costs less CPU"),
        checks.warnings());
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(kernel.resolve(file).getParent());
    Files.writeString(kernel.resolve(file), text);
  }
}
