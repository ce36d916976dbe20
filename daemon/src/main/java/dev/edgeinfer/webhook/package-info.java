/**
 * Owns: telling places over HTTP of what happened: which facts each wants, the CloudEvents they become, signing, retries.
 *
 * <p>May use: {@code document}, {@code event}, {@code detect}, {@code config}.
 */
package dev.edgeinfer.webhook;
