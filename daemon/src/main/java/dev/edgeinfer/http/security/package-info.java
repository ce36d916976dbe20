/**
 * Owns: who may call, from where, and over which certificate.
 *
 * <p>May use: {@code auth}, {@code config}, {@code http.exchange}.
 */
package dev.edgeinfer.http.security;
