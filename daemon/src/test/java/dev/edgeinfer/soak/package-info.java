/**
 * Owns: the soak of the installed daemon at full speed, which {@code daemon/soak.sh} compiles and runs by itself.
 *
 * <p>May use: what is in the tree of {@code make dist}, and nothing of JUnit but in its own tests.
 */
package dev.edgeinfer.soak;
