package io.carillon.gateway.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration with mistakes: all of them at once. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Complaint> complaints;

  /**
   * Made when a configuration was read to its end.
   *
   * @param complaints not empty
   */
  public ConfigException(List<Complaint> complaints) {
    super(
        complaints.stream().map(Complaint::toString).collect(Collectors.joining("\n")),
        null,
        false,
        false);
    this.complaints = List.copyOf(complaints);
  }

  /** What is wrong, in the order of the file. */
  public List<Complaint> complaints() {
    return complaints;
  }
}
