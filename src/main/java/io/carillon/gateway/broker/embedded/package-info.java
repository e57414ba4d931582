/**
 * The broker that needs nothing installed. On a single node everything it keeps is plain memory.
 */
package io.carillon.gateway.broker.embedded;
