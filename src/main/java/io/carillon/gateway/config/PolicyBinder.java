package io.carillon.gateway.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the policies of namespaces and channels. */
final class PolicyBinder {
  private static final int MOST_KEPT = 100_000;
  private static final Kind<Duration> KEPT =
      Kind.durationOrZero(Duration.ofMillis(10), Duration.ofDays(30));
  private static final Kind<ChannelPolicy.Recovery> RECOVERY =
      Kind.choice(ChannelPolicy.Recovery.values());
  private static final ChannelPolicy.History NO_HISTORY =
      new ChannelPolicy.History(0, Duration.ZERO);
  private static final ChannelPolicy.History SOME_HISTORY =
      new ChannelPolicy.History(100, Duration.ofMinutes(5));
  private static final ChannelPolicy PLAIN =
      new ChannelPolicy(NO_HISTORY, false, false, PermissionBinder.PLAIN);

  private final Map<String, BackendConfig> backends;

  /**
   * @param backends that may be asked, by name
   */
  PolicyBinder(Map<String, BackendConfig> backends) {
    this.backends = backends;
  }

  Map<String, ChannelPolicy> namespaces(Section root) {
    Map<String, ChannelPolicy> namespaces = new LinkedHashMap<>();
    namespaces.put("default", PLAIN);
    Map<String, Section> given = root.named("namespaces");
    if (!root.has("namespaces")) {
      namespaces.put(
          "demo",
          new ChannelPolicy(
              SOME_HISTORY,
              true,
              true,
              PermissionBinder.access(Permission.of(Permission.Who.ANYONE))));
    }
    given.forEach(
        (name, section) -> {
          if (name.isEmpty() || name.contains(":")) {
            section.complain("a name without a colon");
          }
          namespaces.put(name, policy(section, name.equals("default") ? "" : name + ":"));
        });
    return namespaces;
  }

  Map<String, ChannelPolicy> channels(Section root) {
    Map<String, ChannelPolicy> channels = new LinkedHashMap<>();
    Map<String, Section> given = root.named("channels");
    if (!root.has("channels")) {
      channels.put(
          "broadcast", new ChannelPolicy(SOME_HISTORY, false, false, PermissionBinder.PLAIN));
    }
    given.forEach(
        (name, section) -> {
          if (!ChannelsBinder.isName(name)) {
            section.complain("a name of 1 to 255 characters, none of them a control character");
          }
          channels.put(name, policy(section, ""));
        });
    return channels;
  }

  // The names of its channels begin with this.
  private ChannelPolicy policy(Section section, String begin) {
    Section history = section.section("history");
    int size = history.integer("size", 0, 0, MOST_KEPT);
    Duration ttl = history.value("ttl", Duration.ZERO, KEPT);
    CrossChecks.history(history, size, ttl);
    return new ChannelPolicy(
        new ChannelPolicy.History(size, ttl),
        section.flag("presence", false),
        section.flag("joinLeave", false),
        new PermissionBinder(section, begin, backends).bind(),
        delivery(section, size));
  }

  private static ChannelPolicy.Delivery delivery(Section section, int kept) {
    ChannelPolicy.Recovery recovery =
        section.value("recovery", ChannelPolicy.Recovery.ALL, RECOVERY);
    if (recovery == ChannelPolicy.Recovery.LATEST && kept == 0 && section.isSound("history")) {
      section.complain("recovery", "all", "all, or a history that keeps the latest");
    }
    return new ChannelPolicy.Delivery(
        section.flag("delta", false), section.flag("tagFilters", false), recovery);
  }
}
