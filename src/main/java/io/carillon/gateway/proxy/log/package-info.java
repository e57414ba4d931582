/** The access log: a line when something is relayed, and one when it ends. */
package io.carillon.gateway.proxy.log;
