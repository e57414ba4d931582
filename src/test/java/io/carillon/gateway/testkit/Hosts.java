package io.carillon.gateway.testkit;

import java.util.List;

/** The machines that node processes run on, as far as the network can tell. */
public interface Hosts extends AutoCloseable {
  /**
   * One of them.
   *
   * @param forClients the address at which this process reaches it, whatever is cut
   * @param forNodes the address at which the other nodes reach it
   * @param prefix the words before a command that is to run on it
   */
  record Host(String forClients, String forNodes, List<String> prefix) {}

  Host host(int index);

  /** Lets hosts reach each other only within their group; nobody is told. */
  void split(List<List<Integer>> groups);

  /** Lets all of them reach each other. */
  void heal();

  @Override
  void close();

  /** All on loopback, and inseparable. */
  Hosts LOOPBACK =
      new Hosts() {
        private final Host only = new Host("127.0.0.1", "127.0.0.1", List.of());

        @Override
        public Host host(int index) {
          return only;
        }

        @Override
        public void split(List<List<Integer>> groups) {
          throw new UnsupportedOperationException("one host cannot be split");
        }

        @Override
        public void heal() {}

        @Override
        public void close() {}
      };
}
