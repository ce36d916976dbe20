/**
 * Owns: the Pi4J context, GPIO providers and output modes.
 *
 * <p>May use: {@code event}, {@code config}, {@code system}, {@code yaml}.
 */
package dev.edgeinfer.gpio;
