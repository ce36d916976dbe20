/**
 * Owns: how the board writes JSON, and the documents that HTTP, MQTT and webhooks have in common.
 *
 * <p>May use: {@code event}, {@code detect}.
 */
package dev.edgeinfer.document;
