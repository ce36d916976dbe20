/**
 * Owns: events and the journal's contract, rules over what is seen, their timing, and the actions they switch.
 *
 * <p>May use: {@code track}, {@code detect}, {@code config}, {@code system} (whole files).
 */
package dev.edgeinfer.event;
