/**
 * Owns: the models that may be used: the bundles of the models directory, their trial in a process of its own, those that are
 * in memory, and which one the cameras use.
 *
 * <p>May use: {@code config}, {@code detect}, {@code metrics}, {@code model}, {@code system}, {@code yaml}.
 */
package dev.edgeinfer.repository;
