/**
 * Owns: the database of events and facts, snapshots, and how long they are kept.
 *
 * <p>May use: {@code event}, {@code config}, {@code system}.
 */
package dev.edgeinfer.store;
