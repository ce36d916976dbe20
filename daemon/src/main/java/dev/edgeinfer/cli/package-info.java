/**
 * Owns: the command line: commands, exit codes, help.
 *
 * <p>May use: all packages.
 */
package dev.edgeinfer.cli;
