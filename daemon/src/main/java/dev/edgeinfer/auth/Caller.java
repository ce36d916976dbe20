package dev.edgeinfer.auth;

/**
 * Who has proven to be somebody.
 *
 * @param name of a user or a token
 */
public record Caller(String name, Role role) {}
