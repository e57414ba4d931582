/**
 * Joins hub and broker. A publication enters through {@code PubSub.publish}, goes to the broker,
 * and comes back through {@code Hub.deliver} on every node that listens; a subscription begins and
 * ends here, with what it missed, and a {@link io.carillon.gateway.pubsub.Listener} sees to it that
 * nothing is missed from then on. Decides by the policy of the channel what is kept and told.
 */
package io.carillon.gateway.pubsub;
