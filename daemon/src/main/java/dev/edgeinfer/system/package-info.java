/**
 * Owns: the machine, its C library and the service manager that the process runs under: sd_notify, watchdog, disk, and
 * files that are replaced as a whole.
 *
 * <p>May use: nothing else of this project.
 */
package dev.edgeinfer.system;
