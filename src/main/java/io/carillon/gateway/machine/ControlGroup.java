package io.carillon.gateway.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The memory of the control group that this process is in, as containers have one: with the heap
 * and what Netty holds, the kernel's for sockets and OpenSSL's count to it, too, and the kernel
 * kills who goes beyond. By version 1 and 2 of Linux' control groups. Reads small files: not for
 * event loops. From any thread.
 */
final class ControlGroup {
  private final Path used;
  private final Path details;
  private final String dispensable;
  private final long most;

  private ControlGroup(Path used, Path details, String dispensable, long most) {
    this.used = used;
    this.details = details;
    this.dispensable = dispensable;
    this.most = most;
  }

  /** That of this process; empty where its memory has no limit. */
  static Optional<ControlGroup> ofProcess() {
    return of(Path.of("/proc/self/cgroup"), Path.of("/sys/fs/cgroup"));
  }

  /**
   * The same.
   *
   * @param membership tells which groups the process is in
   * @param root where groups are mounted; in a container its own may be mounted as if it were that
   */
  static Optional<ControlGroup> of(Path membership, Path root) {
    try (Stream<String> lines = Files.lines(membership)) {
      return lines
          .map(line -> line.split(":", 3))
          .filter(parts -> parts.length == 3)
          .flatMap(parts -> group(parts[1], parts[2], root).stream())
          .findFirst();
    } catch (IOException | RuntimeException unknown) {
      return Optional.empty();
    }
  }

  private static Optional<ControlGroup> group(String controllers, String path, Path root) {
    String below = path.startsWith("/") ? path.substring(1) : path;
    if (controllers.isEmpty()) {
      return Stream.of(root.resolve(below), root)
          .flatMap(at -> group(at, "memory.max", "memory.current", "inactive_file").stream())
          .findFirst();
    }
    if (!List.of(controllers.split(",")).contains("memory")) {
      return Optional.empty();
    }
    Path memory = root.resolve("memory");
    return Stream.of(memory.resolve(below), memory)
        .flatMap(
            at ->
                group(at, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
                    .stream())
        .findFirst();
  }

  // Version 1 says a number near that of all addresses where there is no limit; then there is less
  // in the machine.
  private static Optional<ControlGroup> group(
      Path at, String limit, String usage, String dispensable) {
    try {
      long most = Long.parseLong(Files.readString(at.resolve(limit)).strip());
      Path used = at.resolve(usage);
      return most > 0 && most < Long.MAX_VALUE / 2 && Files.isReadable(used)
          ? Optional.of(new ControlGroup(used, at.resolve("memory.stat"), dispensable, most))
          : Optional.empty();
    } catch (IOException | NumberFormatException unlimited) {
      return Optional.empty();
    }
  }

  /** The share that is taken and cannot be had back by dropping copies of files; 0 if unknown. */
  double share() {
    try {
      long taken = Long.parseLong(Files.readString(used).strip());
      return (double) Math.max(0, taken - dispensable()) / most;
    } catch (IOException | RuntimeException unknown) {
      return 0;
    }
  }

  private long dispensable() throws IOException {
    try (Stream<String> lines = Files.lines(details)) {
      return lines
          .filter(line -> line.startsWith(dispensable + " "))
          .mapToLong(line -> Long.parseLong(line.substring(dispensable.length() + 1).strip()))
          .findFirst()
          .orElse(0);
    }
  }
}
