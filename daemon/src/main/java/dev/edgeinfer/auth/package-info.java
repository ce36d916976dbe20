/**
 * Owns: who may call the API: passwords, tokens, sessions, roles, and what slows those down who guess.
 *
 * <p>May use: nothing of ours.
 */
package dev.edgeinfer.auth;
