/**
 * Owns: frame sources and their kinds, frames and their buffers, the latest-frame slot, reconnection.
 *
 * <p>May use: {@code config}, {@code system}.
 */
package dev.edgeinfer.camera;
