/**
 * Owns: what a broker is told, and the commands it passes on.
 *
 * <p>May use: {@code document}, {@code event}, {@code track}, {@code detect}, {@code config}.
 */
package dev.edgeinfer.mqtt;
