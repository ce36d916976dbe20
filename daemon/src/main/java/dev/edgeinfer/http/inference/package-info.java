/**
 * Owns: pictures that clients send to be detected: our own, DeepStack's and KServe's way.
 *
 * <p>May use: {@code detect}, {@code pipeline}, {@code repository}, {@code http.exchange}, {@code http.state}, {@code http.source},
 * {@code http.models}.
 */
package dev.edgeinfer.http.inference;
