/**
 * Owns: what {@code edge-infer bench} measures of the pipeline and the board, its report, and how two reports compare.
 *
 * <p>May use: {@code camera}, {@code config}, {@code detect}, {@code document}, {@code model}, {@code pipeline}, {@code
 * system}, {@code track}.
 */
package dev.edgeinfer.benchmark;
