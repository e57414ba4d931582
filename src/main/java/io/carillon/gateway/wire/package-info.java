/**
 * RFC 6455 on bytes. {@link io.carillon.gateway.wire.Porter} and its {@link
 * io.carillon.gateway.wire.Door}s take plain handshakes before Vert.x makes a request of them;
 * where one comes by Vert.x, as all do that come by TLS, {@link
 * io.carillon.gateway.wire.RequestConnection} sees to the connection, and {@link
 * io.carillon.gateway.wire.ChannelTakeover} takes the Netty channel from it. {@link
 * io.carillon.gateway.wire.Handshake} checks the request, {@link
 * io.carillon.gateway.wire.WebSocketReader} reads strictly, {@link
 * io.carillon.gateway.wire.WebSocketConnection} and {@link io.carillon.gateway.wire.HttpStream}
 * write ready bytes through an {@link io.carillon.gateway.wire.Outlet}. The last step of a
 * publication's route is here: everything written in a turn of the loop leaves with one system
 * call. {@link io.carillon.gateway.wire.PermessageDeflate} is what compresses for all of a loop.
 * For links, {@link io.carillon.gateway.wire.FrameBoundary} tells where messages end. The only
 * package that knows internals of Vert.x.
 */
package io.carillon.gateway.wire;
