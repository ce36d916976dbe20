/**
 * Owns: the Pi4J context, GPIO providers and output modes.
 *
 * <p>May use: {@code event}, {@code config}.
 */
package dev.edgeinfer.gpio;
