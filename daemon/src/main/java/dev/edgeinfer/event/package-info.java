/**
 * Owns: rules over detections, their timing, and the actions they switch.
 *
 * <p>May use: {@code detect}, {@code config}.
 */
package dev.edgeinfer.event;
