package io.carillon.gateway.proxy.pool;

import java.util.List;

/**
 * A pool as this node sees it at one moment.
 *
 * @param balance how a target is chosen, as the configuration has it
 * @param panics see {@link Pool#panics}
 * @param targets in the order of the configuration
 */
public record PoolStatus(String name, String balance, boolean panics, List<TargetStatus> targets) {}
