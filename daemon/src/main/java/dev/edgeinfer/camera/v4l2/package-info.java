/**
 * Owns: Video4Linux devices as sources: opening, the modes that a device has, why one cannot be opened.
 *
 * <p>May use: {@code config}, {@code system}, {@code camera}.
 */
package dev.edgeinfer.camera.v4l2;
