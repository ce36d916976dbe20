package dev.edgeinfer.config;

/**
 * Where the API listens, to whom, and what it bears.
 *
 * @param listen address or host name to bind, {@code 127.0.0.1} by default
 * @param port TCP port, 1..65535, 8080 by default; 0 picks a free one
 * @param maxStreams streams of events and pictures that may be open at a time, at least 1, 1000 by default
 * @param maxStreamsPerClient the same of one address that is not this machine's, 100 by default
 * @param access who may call it
 */
public record HttpConfig(String listen, int port, int maxStreams, int maxStreamsPerClient, AccessConfig access) {

    static final int DEFAULT_MAX_STREAMS = 1000;
    static final int DEFAULT_MAX_STREAMS_PER_CLIENT = 100;

    /** For everyone who can reach it, with the limits as they are by default. */
    public HttpConfig(String listen, int port) {
        this(listen, port, AccessConfig.DEFAULT);
    }

    /** With the limits of streams as they are by default. */
    public HttpConfig(String listen, int port, AccessConfig access) {
        this(listen, port, DEFAULT_MAX_STREAMS, DEFAULT_MAX_STREAMS_PER_CLIENT, access);
    }

    /** The same at another address. */
    public HttpConfig at(String other) {
        return new HttpConfig(other, port, maxStreams, maxStreamsPerClient, access);
    }

    /** The same at another port. */
    public HttpConfig withPort(int other) {
        return new HttpConfig(listen, other, maxStreams, maxStreamsPerClient, access);
    }
}
