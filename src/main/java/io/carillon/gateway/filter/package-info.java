/**
 * Which publications of a channel a subscriber wants, told by their tags: what a client says
 * ({@link io.carillon.gateway.filter.FilterNode}), its {@link
 * io.carillon.gateway.filter.Comparison}s, and what is left of it once it is checked ({@link
 * io.carillon.gateway.filter.TagFilter}).
 */
package io.carillon.gateway.filter;
