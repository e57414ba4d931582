package io.carillon.gateway.cluster;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.spi.MemberAddressProvider;
import io.carillon.gateway.config.ClusterConfig;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * What Hazelcast is told: who the members are, how soon a silent one is dead, and to be small.
 * Those that shape the state (partitions) have to be the same on all nodes of a cluster.
 */
final class HazelcastSettings {
  /** Before the first search for a cluster that broke away, and between two. */
  private static final Duration MERGE_DELAY = Duration.ofSeconds(5);

  /**
   * Who is to be the eldest, since those before it are silent, asks for so long for the consent of
   * the others; meanwhile it neither merges nor tells anybody that he is out. Of those who thawed
   * with their own eldest it never comes, and by default it is asked for during two minutes. It is
   * the number of tries as well, each of half a second, and one has to last for five seconds: else
   * healthy nodes are left out that miss the silent ones a moment later.
   */
  private static final Duration CLAIM = Duration.ofSeconds(20);

  /**
   * Nodes that are started at once, where no cluster is yet, ask each other for so long who is the
   * eldest before one of them asks for the consent of all the others. Without that consent nobody
   * begins, so it need not be the five seconds that it is by default; who is slow to answer delays
   * all by another such round.
   */
  private static final Duration SEARCH = Duration.ofSeconds(2);

  private static final Duration LOOK_UP = Duration.ofSeconds(3);
  private static final Duration LEAVE_DEADLINE = Duration.ofSeconds(15);

  private static final int PARTITIONS = 101;

  static final String ID = "carillon.id";
  static final String NAME = "carillon.name";
  static final String VERSION = "carillon.version";

  /** Where the others dial the event bus of a node. */
  static final String BUS_HOST = "carillon.bus.host";

  static final String BUS_PORT = "carillon.bus.port";

  private HazelcastSettings() {}

  static Config of(ClusterConfig cluster, NodeIdentity self, String host) {
    Config config = ConfigUtil.loadConfig();
    busRegistrations(config);
    TableSettings.declare(config);
    config.setClusterName(cluster.name());
    config.setInstanceName(self.uid() + "@" + cluster.port());
    config
        .getMemberAttributeConfig()
        .setAttribute(ID, self.uid())
        .setAttribute(NAME, self.name())
        .setAttribute(VERSION, self.version())
        .setAttribute(BUS_HOST, host)
        .setAttribute(BUS_PORT, Integer.toString(cluster.dialledBusPort()));
    config.getJetConfig().setEnabled(false);
    config.getMetricsConfig().setEnabled(false);
    network(config, cluster, host);
    failureDetection(config, cluster);
    size(config);
    return config;
  }

  // Declared by the module; without their copies being waited for, which may not come while nodes
  // come and go: what is lost with an owner, its nodes tell again.
  private static void busRegistrations(Config config) {
    config.getMultiMapConfig("__vertx.subs").setBackupCount(0).setAsyncBackupCount(1);
    config.getMapConfig("__vertx.nodeInfo").setBackupCount(0).setAsyncBackupCount(1);
  }

  // A member endpoint of its own: with the shared one a single frozen process makes the I/O thread
  // of its healthy peers spin (hazelcast#26473), and they lose each other.
  private static void network(Config config, ClusterConfig cluster, String host) {
    ServerSocketEndpointConfig endpoint = new ServerSocketEndpointConfig();
    endpoint.setPort(cluster.port()).setPortAutoIncrement(false);
    AdvancedNetworkConfig network = config.getAdvancedNetworkConfig().setEnabled(true);
    network.setMemberEndpointConfig(endpoint);
    // Not by setInterfaces: with these Hazelcast looks for no member by a name of another address.
    network
        .getMemberAddressProviderConfig()
        .setEnabled(true)
        .setImplementation(new FixedAddress(new InetSocketAddress(host, cluster.port())));
    network.setJoin(join(cluster));
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.setProperty("hazelcast.prefer.ipv4.stack", "false");
  }

  private static JoinConfig join(ClusterConfig cluster) {
    JoinConfig join = new JoinConfig();
    join.getMulticastConfig().setEnabled(false);
    join.getAutoDetectionConfig().setEnabled(false);
    join.getTcpIpConfig().setConnectionTimeoutSeconds((int) SEARCH.toSeconds());
    cluster
        .kubernetesService()
        .ifPresentOrElse(
            service ->
                join.getKubernetesConfig()
                    .setEnabled(true)
                    .setProperty("service-dns", service)
                    .setProperty("service-port", Integer.toString(cluster.port())),
            () -> join.getTcpIpConfig().setEnabled(true).setMembers(cluster.members()));
    return join;
  }

  private static void failureDetection(Config config, ClusterConfig cluster) {
    set(config, "hazelcast.heartbeat.interval.seconds", 1);
    set(config, "hazelcast.max.no.heartbeat.seconds", cluster.silence().toSeconds());
    set(config, "hazelcast.mastership.claim.timeout.seconds", CLAIM.toSeconds());
    set(config, "hazelcast.merge.first.run.delay.seconds", MERGE_DELAY.toSeconds());
    set(config, "hazelcast.merge.next.run.delay.seconds", MERGE_DELAY.toSeconds());
    set(config, "hazelcast.graceful.shutdown.max.wait", LEAVE_DEADLINE.toSeconds());
    // A service is asked for so long until it lists another node: with 0, not at all.
    long lookUp = cluster.kubernetesService().isPresent() ? LOOK_UP.toSeconds() : 0;
    set(config, "hazelcast.wait.seconds.before.join", lookUp);
    set(config, "hazelcast.max.wait.seconds.before.join", lookUp);
    set(config, "hazelcast.tcp.join.port.try.count", 1);
    // What was lost with a connection, while both ends live, is asked again after twice this.
    set(config, "hazelcast.operation.call.timeout.millis", 5_000);
    // We ask again ourselves, in order: see broker.embedded.
    config.setProperty("hazelcast.operation.fail.on.indeterminate.state", "true");
    set(config, "hazelcast.operation.backup.timeout.millis", 1_000);
  }

  private static void size(Config config) {
    // Of the little that Hazelcast compares before it lets a node in this is what nobody else
    // needs:
    // it keeps out nodes of another generation, before they are given any state.
    set(config, "hazelcast.partition.count", PARTITIONS + Protocol.generation());
    set(config, "hazelcast.operation.thread.count", 2);
    set(config, "hazelcast.operation.generic.thread.count", 2);
    set(config, "hazelcast.io.thread.count", 1);
    set(config, "hazelcast.event.thread.count", 1);
    // Replies complete on the I/O thread: with threads of their own they overtake each other.
    set(config, "hazelcast.operation.response.thread.count", 0);
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
  }

  private static void set(Config config, String property, long value) {
    config.setProperty(property, Long.toString(value));
  }

  /** The one address that a node binds and tells. */
  private record FixedAddress(InetSocketAddress address) implements MemberAddressProvider {
    @Override
    public InetSocketAddress getBindAddress() {
      return address;
    }

    @Override
    public InetSocketAddress getBindAddress(EndpointQualifier qualifier) {
      return address;
    }

    @Override
    public InetSocketAddress getPublicAddress() {
      return address;
    }

    @Override
    public InetSocketAddress getPublicAddress(EndpointQualifier qualifier) {
      return address;
    }
  }
}
