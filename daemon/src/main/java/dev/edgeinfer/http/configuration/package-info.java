/**
 * Owns: the configuration over HTTP: shown without its secrets, checked, changed; the schema of its keys.
 *
 * <p>May use: {@code config}, {@code yaml}, {@code http.exchange}, {@code http.source}.
 */
package dev.edgeinfer.http.configuration;
