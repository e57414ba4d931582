package io.carillon.gateway.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Finds the files of the page among the resources, in a jar or out of it. Blocks. */
final class PageFiles {
  private static final String FOLDER = "dashboard/";
  private static final String CHART =
      "META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js";

  private PageFiles() {}

  /** The bytes of each, by name. */
  static Map<String, byte[]> read() {
    Map<String, byte[]> files = new TreeMap<>();
    try {
      URL folder = PageFiles.class.getResource("/" + FOLDER);
      if (folder != null) {
        try (Stream<String> names = names(folder)) {
          for (String name : names.toList()) {
            files.put(name, bytes(FOLDER + name));
          }
        }
      }
      files.put("chart.js", bytes(CHART));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    return files;
  }

  private static Stream<String> names(URL folder) throws IOException {
    if (folder.openConnection() instanceof JarURLConnection jar) {
      return jar.getJarFile().stream()
          .map(entry -> entry.getName())
          .filter(name -> name.startsWith(FOLDER) && name.length() > FOLDER.length())
          .map(name -> name.substring(FOLDER.length()));
    }
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      return files.map(file -> file.getFileName().toString()).toList().stream();
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static byte[] bytes(String resource) throws IOException {
    try (InputStream file = PageFiles.class.getResourceAsStream("/" + resource)) {
      if (file == null) {
        throw new IllegalStateException("no resource " + resource);
      }
      return file.readAllBytes();
    }
  }
}
