/**
 * The page at {@code /dashboard/}: who may see it, one snapshot per node and second, what is asked
 * of the cluster by hand.
 */
package io.carillon.gateway.dashboard;
