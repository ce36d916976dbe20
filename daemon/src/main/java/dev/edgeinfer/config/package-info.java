/**
 * Owns: the records of the configuration file, their defaults and their validation.
 *
 * <p>May use: {@code yaml}.
 */
package dev.edgeinfer.config;
