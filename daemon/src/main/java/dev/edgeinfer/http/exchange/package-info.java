/**
 * Owns: what every route needs to read a request and to answer it: replies, problem documents, parameters.
 *
 * <p>May use: {@code auth} (roles).
 */
package dev.edgeinfer.http.exchange;
