package io.carillon.gateway.testkit;

/** Where clients and backends reach a node, in this process or in another one. */
public record NodeAddress(String name, String host, int publicPort, int adminPort) {
  /** What the admin listeners of child processes ask for; others do not look at it. */
  public static final String API_KEY = "test-key";

  /** The address of a node in this process. */
  public static NodeAddress of(String name, TestNode node) {
    return new NodeAddress(name, "127.0.0.1", node.port(), node.adminPort());
  }

  @Override
  public String toString() {
    return name;
  }
}
