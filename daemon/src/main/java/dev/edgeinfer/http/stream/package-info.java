/**
 * Owns: what goes on and on: Server-Sent Events and MJPEG, and how much of it is borne.
 *
 * <p>May use: {@code http.feed}, {@code http.picture}, {@code http.source}.
 */
package dev.edgeinfer.http.stream;
