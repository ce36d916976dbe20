/**
 * Owns: sources that read files: a video, a still image, a folder of images.
 *
 * <p>May use: {@code config}, {@code camera}, {@code camera.ffmpeg}, {@code camera.image}.
 */
package dev.edgeinfer.camera.file;
