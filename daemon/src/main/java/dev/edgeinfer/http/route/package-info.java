/**
 * Owns: routes that show or change the state of the daemon.
 *
 * <p>May use: {@code http.source}, {@code http.stream} (pictures that are shared).
 */
package dev.edgeinfer.http.route;
