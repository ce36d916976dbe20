/**
 * Owns: what others are told over HTTP.
 *
 * <p>May use: {@code event}, {@code detect}, {@code config}.
 */
package dev.edgeinfer.webhook;
