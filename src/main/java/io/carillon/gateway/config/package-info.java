/**
 * Records of the configuration file: defaults, parsing, overrides and validation, all before any
 * port opens.
 */
package io.carillon.gateway.config;
