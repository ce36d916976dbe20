/**
 * Owns: pictures that clients send to be detected: our own, DeepStack's and KServe's way.
 *
 * <p>May use: {@code detect}, {@code pipeline}, {@code http.exchange}, {@code http.state}, {@code http.source}.
 */
package dev.edgeinfer.http.inference;
