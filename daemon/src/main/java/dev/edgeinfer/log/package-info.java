/**
 * Owns: the lines of the log: levels, how a terminal and how the journal has them, what is left out of a flood.
 *
 * <p>May use: nothing else of this project.
 */
package dev.edgeinfer.log;
