package io.carillon.gateway.dashboard;

import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import java.util.Comparator;
import java.util.Locale;

/** What channels are sorted by; those that are alike by name. */
enum ChannelOrder {
  SUBSCRIBERS,
  RATE,
  NAME;

  static ChannelOrder of(String name) {
    for (ChannelOrder order : values()) {
      if (order.toString().equals(name)) {
        return order;
      }
    }
    throw new GatewayException(ErrorCode.BAD_REQUEST, "sort: wanted subscribers, rate or name");
  }

  Comparator<ChannelUse> comparator() {
    Comparator<ChannelUse> byName = Comparator.comparing(ChannelUse::name);
    return switch (this) {
      case SUBSCRIBERS ->
          Comparator.comparingInt(ChannelUse::subscribers).reversed().thenComparing(byName);
      case RATE -> Comparator.comparing(ChannelUse::rate).reversed().thenComparing(byName);
      case NAME -> byName;
    };
  }

  /** Whether nothing has to be counted to sort. */
  boolean byNameOnly() {
    return this == NAME;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
