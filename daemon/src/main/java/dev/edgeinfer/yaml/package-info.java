/**
 * Owns: YAML documents read with positions, the list of problems found in them, nearest-name hints.
 *
 * <p>Every start reads a document, and the JVM makes a class at run time for each switch over types that it comes across: what a
 * start reads with asks with {@code instanceof} instead.
 *
 * <p>May use: nothing else of this project.
 */
package dev.edgeinfer.yaml;
