package io.carillon.gateway.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** Nodes of one cluster in this process, on loopback. */
public final class TestNodes implements AutoCloseable {
  private final List<TestNode> nodes = new ArrayList<>();

  private TestNodes() {}

  /** Starts nodes one after the other, each with these settings on top, {@code key=value}. */
  public static TestNodes start(int size, String... settings) {
    return start(size, 1, settings);
  }

  /** Starts nodes all at once. */
  public static TestNodes startAtOnce(int size, String... settings) {
    return start(size, size, settings);
  }

  private static TestNodes start(int size, int atOnce, String... settings) {
    List<List<String>> all = settings(size, settings);
    TestNodes cluster = new TestNodes();
    ExecutorService threads = Executors.newFixedThreadPool(atOnce);
    try {
      List<Future<TestNode>> started = new ArrayList<>();
      for (List<String> one : all) {
        started.add(threads.submit(() -> TestNode.start(one.toArray(String[]::new))));
      }
      cluster.take(started);
      return cluster;
    } finally {
      threads.shutdown();
    }
  }

  // Takes all that have come up before it tells that one has not.
  private void take(List<Future<TestNode>> started) {
    IllegalStateException failure = null;
    for (Future<TestNode> one : started) {
      try {
        nodes.add(one.get());
      } catch (ExecutionException failed) {
        failure = new IllegalStateException(failed.getCause());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        failure = new IllegalStateException(interrupted);
      }
    }
    if (failure != null) {
      close();
      throw failure;
    }
  }

  private static List<List<String>> settings(int size, String... settings) {
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      ports.add(Ports.free());
    }
    String members =
        ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",", "[", "]"));
    String name = "test-" + UUID.randomUUID();
    List<List<String>> all = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      List<String> own =
          new ArrayList<>(
              ProcessCluster.settings(name, "127.0.0.1", ports.get(i), Ports.free(), 0, members));
      own.add("node.name=n" + (i + 1));
      own.addAll(List.of(settings));
      all.add(own);
    }
    return all;
  }

  public List<NodeAddress> addresses() {
    List<NodeAddress> addresses = new ArrayList<>();
    for (TestNode node : nodes) {
      addresses.add(NodeAddress.of("n" + (addresses.size() + 1), node));
    }
    return addresses;
  }

  public TestNode node(int index) {
    return nodes.get(index);
  }

  @Override
  public void close() {
    // Backwards, as they would be taken down.
    for (int i = nodes.size() - 1; i >= 0; i--) {
      nodes.get(i).close();
    }
  }
}
