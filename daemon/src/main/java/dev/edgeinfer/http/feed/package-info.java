/**
 * Owns: what happens, kept for a while for those who read it live.
 *
 * <p>May use: {@code http.state}.
 */
package dev.edgeinfer.http.feed;
