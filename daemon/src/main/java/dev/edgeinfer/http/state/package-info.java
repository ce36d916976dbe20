/**
 * Owns: the JSON documents of how cameras, objects, events, lines, rules and the daemon stand.
 *
 * <p>May use: what they show.
 */
package dev.edgeinfer.http.state;
