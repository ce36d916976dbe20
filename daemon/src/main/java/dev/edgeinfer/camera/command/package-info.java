/**
 * Owns: sources that are the output of a command: its process group, its pipe, what it says, raw and coded pictures.
 *
 * <p>May use: {@code config}, {@code system}, {@code camera}, {@code camera.ffmpeg}.
 */
package dev.edgeinfer.camera.command;
