/**
 * Owns: the records of the configuration file, their defaults and their validation.
 *
 * <p>May use: {@code auth}, {@code yaml}, {@code system} (whole files).
 */
package dev.edgeinfer.config;
