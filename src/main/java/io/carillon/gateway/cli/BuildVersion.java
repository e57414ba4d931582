package io.carillon.gateway.cli;

import io.carillon.gateway.node.GatewayNode;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class BuildVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"carillon " + GatewayNode.version()};
  }
}
