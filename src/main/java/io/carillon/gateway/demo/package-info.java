/** The page a person can open to see the product at work: static files and one small answer. */
package io.carillon.gateway.demo;
