package io.carillon.gateway.session;

/**
 * How a client came.
 *
 * @param route its name
 * @param address of the client, as the proxies tell that are believed
 * @param metrics that count clients of this kind and route
 */
record Origin(SessionMetrics.Kind kind, String route, String address, ClientMetrics metrics) {}
