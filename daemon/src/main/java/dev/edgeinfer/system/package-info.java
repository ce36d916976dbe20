/**
 * Owns: the machine and the service manager that the process runs under: sd_notify, watchdog, facts of the machine.
 *
 * <p>May use: nothing else of this project.
 */
package dev.edgeinfer.system;
