/**
 * Owns: pictures of cameras with boxes, tracks and zones drawn on them.
 *
 * <p>May use: {@code camera}, {@code detect}, {@code track}, {@code http.exchange}.
 */
package dev.edgeinfer.http.picture;
