package io.carillon.gateway.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads the targets of a pool. */
final class TargetBinder {
  private static final int HEAVIEST = 256;
  private static final int MOST_CONNECTIONS = 1_000_000;
  private static final TargetUrl NOWHERE = new TargetUrl(false, "localhost", 80);
  private static final Kind<String> NAME =
      Kind.text(
          "1 to 260 letters, digits, dots, dashes, underscores, colons or square brackets",
          Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,260}").asMatchPredicate());
  private static final Kind<TargetConfig.State> STATE = Kind.choice(TargetConfig.State.values());

  private TargetBinder() {}

  static List<TargetConfig> bind(List<Section> sections) {
    List<TargetConfig> targets = new ArrayList<>();
    Map<String, String> takenBy = new HashMap<>();
    for (Section section : sections) {
      TargetConfig target = target(section);
      String earlier =
          section.isSound("name", "url")
              ? takenBy.putIfAbsent(target.name(), section.path())
              : null;
      if (earlier != null) {
        section.complain(
            "name", target.name() + " (default)", "another name than that of " + earlier);
      }
      targets.add(target);
    }
    return targets;
  }

  private static TargetConfig target(Section section) {
    if (!section.has("url")) {
      section.complain("url", TargetUrl.KIND.wanted());
    }
    TargetUrl url = section.value("url", NOWHERE, TargetUrl.KIND);
    return new TargetConfig(
        section.value("name", url.authority(), NAME),
        url.host(),
        url.port(),
        url.tls(),
        section.integer("weight", 1, 0, HEAVIEST),
        section.integer("maxConnections", 0, 0, MOST_CONNECTIONS),
        section.value("state", TargetConfig.State.ENABLED, STATE));
  }
}
