package io.carillon.gateway.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;

/**
 * Another build of the same sources: some of them, changed as a later version might change them,
 * compiled into a directory that nodes are told to look into first. For one thread.
 */
public final class OtherBuild {
  private static final Path SOURCES = Path.of("src/main/java/io/carillon/gateway");

  private final Path sources;
  private final Path classes;
  private final List<String> changed = new ArrayList<>();

  /** Begins one in a directory. */
  public OtherBuild(Path directory) {
    sources = directory.resolve("sources");
    classes = directory.resolve("classes");
  }

  /** Replaces a piece of a source, which has to be there, with another one. */
  public OtherBuild change(String file, String piece, String by) {
    try {
      Path own = sources.resolve(file);
      Path from = Files.exists(own) ? own : SOURCES.resolve(file);
      String text = Files.readString(from);
      if (!text.contains(piece)) {
        throw new AssertionError(file + " has no longer: " + piece);
      }
      Files.createDirectories(own.getParent());
      Files.writeString(own, text.replace(piece, by));
      if (!changed.contains(own.toString())) {
        changed.add(own.toString());
      }
      return this;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Compiles it; returns the options of a JVM that runs it. */
  public List<String> options() {
    List<String> arguments =
        new ArrayList<>(
            List.of("-nowarn", "-proc:none", "-parameters", "-d", classes.toString(), "-cp"));
    arguments.add(NodeProcess.classPath());
    arguments.addAll(changed);
    try {
      Files.createDirectories(classes);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    if (code != 0) {
      throw new AssertionError("the other build does not compile");
    }
    return List.of("-cp", classes + File.pathSeparator + NodeProcess.classPath());
  }
}
