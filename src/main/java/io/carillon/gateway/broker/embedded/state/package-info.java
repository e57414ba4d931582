/**
 * What is known of a channel, and every step that changes it: on a single node in the node's own
 * memory, in a cluster on the partition that owns the channel and once more on its backup.
 * Deterministic: clocks and random numbers come from the caller, so that both copies agree. A
 * publication takes its offset here, in {@link
 * io.carillon.gateway.broker.embedded.state.AppendBatch}.
 */
package io.carillon.gateway.broker.embedded.state;
