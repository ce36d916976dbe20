/**
 * Owns: the composition of the daemon from its parts, and nothing else.
 *
 * <p>May use: all packages.
 */
package dev.edgeinfer;
