package io.carillon.gateway.broker.stream;

import io.carillon.gateway.broker.PublishOptions;
import io.carillon.gateway.channel.Payload;

/** A publication on its way to its offset. */
public record Draft(Payload data, PublishOptions options) {}
