/**
 * Owns: the inference loop, pacing, and the bus that carries detection frames.
 *
 * <p>May use: {@code camera}, {@code config}, {@code detect}, {@code config}.
 */
package dev.edgeinfer.pipeline;
