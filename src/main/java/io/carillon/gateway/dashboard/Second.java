package io.carillon.gateway.dashboard;

import io.carillon.gateway.trace.TraceFilter;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * What all pages of this node get of one second. Shared, never written to again.
 *
 * @param at since 1970 in milliseconds
 * @param json an object, in UTF-8; each page adds what is its own
 * @param events new ones
 * @param traced what nodes saw of what pages watch
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Second(
    long at, byte[] json, List<JsonObject> events, Map<TraceFilter, Traces.Part> traced) {}
