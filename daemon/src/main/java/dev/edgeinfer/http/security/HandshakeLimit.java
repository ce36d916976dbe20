package dev.edgeinfer.http.security;

import io.helidon.common.tls.ConfiguredTlsManager;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts off clients that begin a handshake and do not end it. Helidon has no limit to that, and there are only so many connections
 * at a time; what it does offer is to choose the context that makes its sockets. Any thread may call.
 */
final class HandshakeLimit extends ConfiguredTlsManager implements AutoCloseable {

    static final Duration WITHIN = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(HandshakeLimit.class);

    private final LongSupplier nanoTime;
    private final Map<Socket, Long> deadlines = new ConcurrentHashMap<>();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("slow-handshakes").daemon().factory());

    HandshakeLimit(LongSupplier nanoTime) {
        super("edge-infer", "edge-infer");
        this.nanoTime = nanoTime;
        watch.scheduleWithFixedDelay(this::cutOff, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public SSLContext sslContext() {
        return new WatchedContext(super.sslContext());
    }

    /** Cuts off who is late now. */
    void cutOff() {
        long now = nanoTime.getAsLong();
        deadlines.forEach((socket, deadline) -> {
            if (now - deadline > 0 && deadlines.remove(socket, deadline)) {
                log.debug("{} does not end its handshake and is cut off", socket.getRemoteSocketAddress());
                close(socket);
            }
        });
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            log.debug("a connection is gone already", e);
        }
    }

    /** Handshakes that are awaited. */
    int awaited() {
        return deadlines.size();
    }

    private SSLSocket watched(SSLSocket encrypted, Socket plain) {
        deadlines.put(plain, nanoTime.getAsLong() + WITHIN.toNanos());
        encrypted.addHandshakeCompletedListener(_ -> deadlines.remove(plain));
        return encrypted;
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }

    /** A context whose sockets are watched. */
    private final class WatchedContext extends SSLContext {

        private WatchedContext(SSLContext context) {
            super(new WatchedSpi(context), context.getProvider(), context.getProtocol());
        }
    }

    private final class WatchedSpi extends SSLContextSpi {

        private final SSLContext context;

        private WatchedSpi(SSLContext context) {
            this.context = context;
        }

        @Override
        protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
                throws KeyManagementException {
            context.init(keys, trust, random);
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return new WatchedFactory(context.getSocketFactory());
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return context.getServerSocketFactory();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return context.createSSLEngine();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return context.createSSLEngine(host, port);
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return context.getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return context.getClientSessionContext();
        }
    }

    /** Makes the sockets of a server, and no others. */
    private final class WatchedFactory extends SSLSocketFactory {

        private final SSLSocketFactory factory;

        private WatchedFactory(SSLSocketFactory factory) {
            this.factory = factory;
        }

        @Override
        public Socket createSocket(Socket plain, InputStream consumed, boolean autoClose) throws IOException {
            return watched((SSLSocket) factory.createSocket(plain, consumed, autoClose), plain);
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return factory.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return factory.getSupportedCipherSuites();
        }

        @Override
        public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
            return factory.createSocket(socket, host, port, autoClose);
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return factory.createSocket(host, port);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
            return factory.createSocket(host, port, from, fromPort);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return factory.createSocket(host, port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
            return factory.createSocket(host, port, from, fromPort);
        }
    }
}
