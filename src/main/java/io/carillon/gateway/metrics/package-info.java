/**
 * Figures of this node, for Prometheus and the dashboard. Each package declares what it wants
 * counted; this one counts it, per event loop and without a lock, and adds up when it is asked.
 */
package io.carillon.gateway.metrics;
