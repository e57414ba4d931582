/** The command line: thin commands over the rest. */
package io.carillon.gateway.cli;
