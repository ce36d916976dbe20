/**
 * Owns: the seam between the API and the running daemon: what routes may ask of it.
 *
 * <p>May use: what they ask of, and the documents.
 */
package dev.edgeinfer.http.source;
