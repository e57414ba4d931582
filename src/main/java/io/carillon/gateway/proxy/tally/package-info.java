/**
 * What the proxy counts of targets and routes, for those who watch it: plain counters that cost
 * next to nothing, and who is told of what they cannot hold.
 */
package io.carillon.gateway.proxy.tally;
