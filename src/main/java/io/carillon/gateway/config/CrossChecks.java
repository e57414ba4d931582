package io.carillon.gateway.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What has to hold between two keys. Says nothing when one of them is wrong by itself: its default,
 * which stands in for it, was nobody's wish.
 */
final class CrossChecks {
  private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::", "[::]");

  private CrossChecks() {}

  static void listeners(
      Section open,
      ListenersConfig.PublicListener publicListener,
      Section closed,
      ListenersConfig.AdminListener admin) {
    if (closed.isSound("host", "apiKey")
        && !ListenersConfig.isLoopback(admin.host())
        && admin.apiKey().isEmpty()) {
      closed.complain(
          "apiKey", "a key, since the host " + admin.host() + " is no loopback address");
    }
    if (open.isSound("host", "port")
        && closed.isSound("host", "port")
        && admin.port() != 0
        && is(admin.port(), publicListener.port())
        && overlap(admin.host(), publicListener.host())) {
      closed.complain(
          "port", admin.port() + " (default)", "another port than listeners.public.port");
    }
  }

  static void anyPort(Section open, Section tls, ListenersConfig.PublicListener publicListener) {
    if (publicListener.port().isEmpty()
        && publicListener.tls().isEmpty()
        && tls.isSound("certificate", "key")) {
      open.complain("port", "a port, since there is no tls.certificate, and nobody could come in");
    }
  }

  static void tlsPort(
      Section open,
      ListenersConfig.PublicListener publicListener,
      Section closed,
      ListenersConfig.AdminListener admin) {
    if (publicListener.tls().isEmpty() || !open.isSound("host", "port")) {
      return;
    }
    int port = publicListener.tls().get().port();
    if (port != 0 && is(port, publicListener.port())) {
      open.complainWithin(
          "tls", "port", String.valueOf(port), "another port than listeners.public.port");
    } else if (port != 0
        && closed.isSound("host", "port")
        && port == admin.port()
        && overlap(admin.host(), publicListener.host())) {
      open.complainWithin(
          "tls", "port", String.valueOf(port), "another port than listeners.admin.port");
    }
  }

  static void dashboard(Section closed, Section section, ListenersConfig.AdminListener admin) {
    if (closed.isSound("host")
        && section.isSound("enabled", "password")
        && admin.dashboard().enabled()
        && !ListenersConfig.isLoopback(admin.host())
        && admin.dashboard().password().isEmpty()) {
      section.complain(
          "password",
          "a password, or enabled: false, since the host "
              + admin.host()
              + " is no loopback address");
    }
  }

  static void cluster(Section section, ClusterConfig cluster) {
    boolean hasService = cluster.kubernetesService().isPresent();
    if (cluster.enabled()
        && section.isSound("members")
        && cluster.members().isEmpty()
        && !hasService) {
      section.complain("members", "the nodes to look for, as in [gateway-1:5701, gateway-2:5701]");
    }
    if (hasService && section.isSound("members") && !cluster.members().isEmpty()) {
      section.complain("members", "nothing, since kubernetes.service finds the nodes");
    }
    if (section.isSound("port", "busPort") && cluster.port() == cluster.busPort()) {
      section.complain("busPort", cluster.busPort() + " (default)", "another port than port");
    }
  }

  static void redis(Section section, RedisConfig redis) {
    if (section.isSound("servers") && redis.servers().isEmpty()) {
      section.complain("servers", "at least one, as in [redis-1:6379]");
    }
    if (section.isSound("servers", "mode")
        && redis.mode() == RedisConfig.Mode.STANDALONE
        && redis.servers().size() > 1) {
      section.complain("servers", "one server, since mode is standalone");
    }
    if (section.isSound("database", "mode")
        && redis.mode() == RedisConfig.Mode.CLUSTER
        && redis.database() > 0) {
      section.complain("database", "0, since a cluster has no other");
    }
    if (section.isSound("timeout", "patience") && redis.patience().compareTo(redis.timeout()) < 0) {
      section.complain(
          "patience",
          Quantities.show(redis.patience()) + " (default)",
          "at least timeout, " + Quantities.show(redis.timeout()));
    }
  }

  static void redisLogin(Section section, RedisConfig.Login login) {
    if (section.isSound("username", "password")
        && !login.username().isEmpty()
        && login.password().isEmpty()) {
      section.complain("password", "nothing", "a password, since username is given");
    }
  }

  static void redisTls(Section section, RedisConfig.Tls tls) {
    if (section.isSound("enabled", "ca", "verify")
        && !tls.enabled()
        && (!tls.ca().isEmpty() || !tls.verify())) {
      section.complain(
          "enabled",
          "false (default)",
          "true, since " + (tls.verify() ? "ca is given" : "verify is false"));
    }
  }

  static void sessions(Section section, SessionsConfig sessions) {
    if (section.isSound("pingInterval", "pongTimeout")
        && sessions.pongTimeout().compareTo(sessions.pingInterval()) >= 0) {
      section.complain(
          "pongTimeout",
          Quantities.show(sessions.pongTimeout()) + " (default)",
          "less than pingInterval, " + Quantities.show(sessions.pingInterval()));
    }
    if (section.isSound("maxMessageBytes", "maxQueuedBytes")
        && sessions.maxQueuedBytes() < sessions.maxMessageBytes()) {
      section.complain(
          "maxQueuedBytes",
          sessions.maxQueuedBytes() + " (default)",
          "at least maxMessageBytes, " + sessions.maxMessageBytes());
    }
  }

  static void shutdown(Section section, ShutdownConfig shutdown) {
    if (section.isSound("window", "deadline")
        && shutdown.deadline().compareTo(shutdown.window()) <= 0) {
      section.complain(
          "deadline",
          Quantities.show(shutdown.deadline()) + " (default)",
          "more than window, "
              + Quantities.show(shutdown.window())
              + ", so that who is asked last has time to go");
    }
  }

  /** Of a route, whose every client hears those that are the same for all. */
  static void channels(Section section, List<ChannelTemplate> heard, int most) {
    if (section.isSound("channels")
        && heard.stream().filter(ChannelTemplate::isConstant).distinct().count() > most) {
      section.complain("channels", "at most sessions.maxChannels, " + most);
    }
  }

  static void history(Section section, int size, Duration ttl) {
    if (section.isSound("size", "ttl") && size == 0 != ttl.isZero()) {
      section.complain(size == 0 ? "size" : "ttl", "size and ttl both, or neither");
    }
  }

  private static boolean is(int port, OptionalInt other) {
    return other.isPresent() && other.getAsInt() == port;
  }

  // Whether one port of both would be the same socket. Names other than localhost are not resolved.
  private static boolean overlap(String one, String other) {
    return EVERY_ADDRESS.contains(one)
        || EVERY_ADDRESS.contains(other)
        || numeric(one).equals(numeric(other));
  }

  private static String numeric(String host) {
    String lower = host.toLowerCase(Locale.ROOT).replace("[", "").replace("]", "");
    return lower.equals("localhost") ? "127.0.0.1" : lower;
  }
}
