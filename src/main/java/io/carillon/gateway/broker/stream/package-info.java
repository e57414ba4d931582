/**
 * What this node does with streams, wherever their state is kept: {@link
 * io.carillon.gateway.broker.stream.Lanes} brings what is published there, batch by batch; {@link
 * io.carillon.gateway.broker.stream.Listening} puts in order what is heard, and finds and fills
 * holes. The brokers below say where the state is.
 */
package io.carillon.gateway.broker.stream;
