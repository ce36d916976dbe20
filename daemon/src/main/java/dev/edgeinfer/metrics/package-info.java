/**
 * Owns: what is measured of the daemon and its board, under the names that Prometheus collects it by.
 *
 * <p>May use: what it measures. Who shows it is not known here.
 */
package dev.edgeinfer.metrics;
