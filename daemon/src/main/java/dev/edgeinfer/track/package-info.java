/**
 * Owns: tracks of what is seen from frame to frame, zones, lines and their counts.
 *
 * <p>May use: {@code detect}, {@code config}.
 */
package dev.edgeinfer.track;
