/**
 * Every way the gateway refuses a request ({@link io.carillon.gateway.error.ErrorCode}), ends a
 * subscription or hangs up ({@link io.carillon.gateway.error.CloseCode}). Both routes may end here
 * at any step.
 */
package io.carillon.gateway.error;
