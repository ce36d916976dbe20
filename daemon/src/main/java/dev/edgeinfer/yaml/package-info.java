/**
 * Owns: YAML documents read with positions, the list of problems found in them, nearest-name hints.
 *
 * <p>May use: nothing else of this project.
 */
package dev.edgeinfer.yaml;
