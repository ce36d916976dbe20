/**
 * Owns: the files of the live page, and how browsers get them: compressed, cached, under a strict policy.
 *
 * <p>May use: nothing of ours.
 */
package dev.edgeinfer.http.page;
