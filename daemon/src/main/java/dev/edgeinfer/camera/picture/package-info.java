/**
 * Owns: what is done to captured pictures before anybody sees them: rotation, mirrors, crops, privacy masks.
 *
 * <p>May use: {@code config}, {@code camera}.
 */
package dev.edgeinfer.camera.picture;
