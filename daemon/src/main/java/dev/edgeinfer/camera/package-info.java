/**
 * Owns: cameras: the thread that captures, reconnection, patience with calls that hang, frames and their buffers, the
 * latest-frame slot; and what a source of pictures is. The kinds of source are in the packages below.
 *
 * <p>May use: {@code config}, {@code system}; of the packages below none.
 */
package dev.edgeinfer.camera;
