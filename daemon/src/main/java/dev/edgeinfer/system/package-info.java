/**
 * Owns: health of the parts and the facts of the machine.
 *
 * <p>May use: nothing else of this project.
 */
package dev.edgeinfer.system;
