/**
 * Owns: the configuration changed by somebody who does not sit at the board: what may be seen, what may be changed, and how it is written.
 *
 * <p>May use: {@code config}, {@code yaml}.
 */
package dev.edgeinfer.config.edit;
