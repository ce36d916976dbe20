/**
 * Owns: the Pi4J context, GPIO providers, waveforms and overrides of outputs, inputs and their edges.
 *
 * <p>May use: {@code event}, {@code config}, {@code system}, {@code yaml}.
 */
package dev.edgeinfer.gpio;
