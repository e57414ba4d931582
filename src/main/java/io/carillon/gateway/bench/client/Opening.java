package io.carillon.gateway.bench.client;

import java.util.Map;

/**
 * The request that a connection begins with.
 *
 * @param path with its query
 * @param webSocket whether it asks for an upgrade; else for server-sent events
 * @param headers beside those which that takes
 */
record Opening(String path, boolean webSocket, Map<String, String> headers) {}
