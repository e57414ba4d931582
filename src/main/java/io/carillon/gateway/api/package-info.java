/**
 * The HTTP API of the admin listener, in the shape of Centrifugo's server API. A publication's
 * route begins here: {@link io.carillon.gateway.api.PublishMethods} reads the request and hands the
 * data, unparsed, to {@code PubSub.publish}. What concerns clients and nodes goes to every node, by
 * {@link io.carillon.gateway.api.EveryNode}, so that it does not matter which one is asked.
 */
package io.carillon.gateway.api;
