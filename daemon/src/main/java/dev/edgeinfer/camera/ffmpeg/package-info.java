/**
 * Owns: FFmpeg: demultiplexing files and streams of bytes, decoding packets, conversion to BGR.
 *
 * <p>May use: {@code config}, {@code camera}, {@code camera.image}.
 */
package dev.edgeinfer.camera.ffmpeg;
