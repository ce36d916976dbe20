/**
 * Owns: the table of the kinds of source, and the one kind that needs nothing, the test pattern.
 *
 * <p>May use: {@code config}, {@code camera} and all packages below it.
 */
package dev.edgeinfer.camera.source;
