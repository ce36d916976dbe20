package dev.edgeinfer.config;

/**
 * Where the API listens.
 *
 * @param listen address or host name to bind, {@code 127.0.0.1} by default
 * @param port TCP port, 1..65535, 8080 by default; 0 picks a free one
 */
public record HttpConfig(String listen, int port) {}
