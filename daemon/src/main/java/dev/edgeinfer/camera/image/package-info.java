/**
 * Owns: what the headers of still images say, read before anything is decoded.
 *
 * <p>May use: {@code config}.
 */
package dev.edgeinfer.camera.image;
