/**
 * Owns: the routes by which models are listed, loaded and activated, and what is answered when one is refused.
 *
 * <p>May use: {@code repository}, {@code http.exchange}, {@code http.source}, {@code http.state}.
 */
package dev.edgeinfer.http.models;
