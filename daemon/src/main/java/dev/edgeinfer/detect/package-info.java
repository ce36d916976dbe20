/**
 * Owns: letterbox, output decoders, non-maximum suppression, and the detector made of them.
 *
 * <p>May use: {@code camera}, {@code model}.
 */
package dev.edgeinfer.detect;
