package dev.edgeinfer.config;

/**
 * Where the API listens, and what it bears.
 *
 * @param listen address or host name to bind, {@code 127.0.0.1} by default
 * @param port TCP port, 1..65535, 8080 by default; 0 picks a free one
 * @param maxStreams streams of events and pictures that may be open at a time, at least 1, 1000 by default
 * @param maxStreamsPerClient the same of one address that is not this machine's, 100 by default
 */
public record HttpConfig(String listen, int port, int maxStreams, int maxStreamsPerClient) {

    static final int DEFAULT_MAX_STREAMS = 1000;
    static final int DEFAULT_MAX_STREAMS_PER_CLIENT = 100;

    /** With the limits as they are by default. */
    public HttpConfig(String listen, int port) {
        this(listen, port, DEFAULT_MAX_STREAMS, DEFAULT_MAX_STREAMS_PER_CLIENT);
    }

    /** The same at another address. */
    public HttpConfig at(String other) {
        return new HttpConfig(other, port, maxStreams, maxStreamsPerClient);
    }

    /** The same at another port. */
    public HttpConfig withPort(int other) {
        return new HttpConfig(listen, other, maxStreams, maxStreamsPerClient);
    }
}
