/** What the tests stand on: nodes to start, clients that speak bytes, a watch for leaks. */
package io.carillon.gateway.testkit;
