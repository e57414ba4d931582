package io.carillon.gateway.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a node exposes to Prometheus, read from its text. */
public final class Exposed {
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
  private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)(\\{.*})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("([a-z]+)=\"");

  private final Map<String, String> types = new LinkedHashMap<>();
  private final Map<String, Set<String>> labels = new TreeMap<>();
  private final Map<String, Double> samples = new LinkedHashMap<>();

  private Exposed(String text) {
    text.lines().forEach(this::read);
  }

  /** All that it exposes now. */
  public static Exposed of(TestNode node) {
    var answer = node.admin("GET", "/metrics", null);
    assertEquals(200, answer.statusCode(), answer.body());
    return new Exposed(answer.body());
  }

  /** The value of a sample, named with its labels; empty when it is not there. */
  public static Optional<Double> find(TestNode node, String sample) {
    return Optional.ofNullable(of(node).samples.get(sample));
  }

  /** Waits until a sample, named with its labels, has a value. */
  public static void await(TestNode node, String sample, double value) {
    Await.until(
        () -> find(node, sample).equals(Optional.of(value)),
        () -> sample + " is " + find(node, sample) + ", wanted " + value);
  }

  /** Waits until a sample, named with its labels, is there no more. */
  public static void awaitGone(TestNode node, String sample) {
    Await.until(() -> find(node, sample).isEmpty(), () -> sample + " is " + find(node, sample));
  }

  /** Of a sample, named with its labels; 0 when it is not there. */
  public double value(String sample) {
    return samples.getOrDefault(sample, 0.0);
  }

  /** Each metric as {@code type {label,label}}, by name. */
  public Map<String, String> metrics() {
    Map<String, String> metrics = new TreeMap<>();
    labels.forEach(
        (name, found) -> metrics.put(name, types.get(name) + " " + String.join(",", found)));
    return metrics;
  }

  /** How many there are. */
  public int sampleCount() {
    return samples.size();
  }

  private void read(String line) {
    Matcher type = TYPE.matcher(line);
    if (type.matches()) {
      types.put(type.group(1), type.group(2));
      return;
    }
    Matcher sample = SAMPLE.matcher(line);
    if (sample.matches()) {
      samples.put(line.substring(0, line.lastIndexOf(' ')), Double.parseDouble(sample.group(3)));
      Set<String> found =
          labels.computeIfAbsent(metricOf(sample.group(1)), name -> new TreeSet<>());
      if (sample.group(2) != null) {
        LABEL.matcher(sample.group(2)).results().forEach(label -> found.add(label.group(1)));
        found.remove("le");
      }
    }
  }

  /** A histogram has several samples of names of their own. */
  private String metricOf(String sample) {
    String base = sample.replaceFirst("_(bucket|count|sum)$", "");
    return types.containsKey(sample) ? sample : base;
  }
}
