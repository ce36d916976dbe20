/**
 * Owns: the HTTP API: routes, JSON documents, error documents.
 *
 * <p>May use: what it shows.
 */
package dev.edgeinfer.http;
