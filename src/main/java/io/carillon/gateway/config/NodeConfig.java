package io.carillon.gateway.config;

/**
 * What a node is.
 *
 * @param name shown to clients and operators; by default the host's name
 * @param eventLoops 0 for one per core
 */
public record NodeConfig(String name, int eventLoops) {}
