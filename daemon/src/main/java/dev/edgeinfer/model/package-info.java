/**
 * Owns: model bundles (manifest and program), their verification, loading and warm-up.
 *
 * <p>May use: {@code yaml}, the native API.
 */
package dev.edgeinfer.model;
