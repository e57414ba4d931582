package io.carillon.gateway.session;

import io.carillon.gateway.pubsub.Subscribed;

/** A subscription that the client is not yet told of. */
record Begun(Subscription subscription, Subscribed subscribed) {}
