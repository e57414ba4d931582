package io.carillon.gateway.proxy.inject;

import io.carillon.gateway.config.ChannelTemplate;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;

/** Fills in one template for one request. Confined to its caller. */
final class ChannelName {
  private final ChannelTemplate template;
  private final StringBuilder name = new StringBuilder();

  /** A literal has ended the namespace, so that no value can choose another. */
  private boolean namespaceEnded;

  ChannelName(ChannelTemplate template) {
    this.template = template;
  }

  /**
   * The name; empty when a value is missing.
   *
   * @throws GatewayException with {@code BAD_REQUEST} when a value would change the namespace
   */
  String of(RequestValues values) {
    for (ChannelTemplate.Part part : template.parts()) {
      if (part.isLiteral()) {
        name.append(part.text());
        namespaceEnded |= part.text().indexOf(':') >= 0;
      } else {
        String value = values.of(part);
        if (value == null || value.isEmpty()) {
          return "";
        }
        append(part, value);
      }
    }
    return name.toString();
  }

  private void append(ChannelTemplate.Part part, String value) {
    if (!namespaceEnded && value.indexOf(':') >= 0) {
      throw new GatewayException(
          ErrorCode.BAD_REQUEST,
          "channel " + template + ": a colon in " + part.source() + "." + part.text());
    }
    name.append(value);
  }
}
