/**
 * What came of a bench, for people and programs: a {@link io.carillon.gateway.bench.report.Report}
 * as text, as JSON, and as one HTML page that needs nothing else.
 */
package io.carillon.gateway.bench.report;
