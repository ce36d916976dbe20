package dev.edgeinfer.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A server on loopback that knows no manners: it does with each connection what the test says, then closes it. */
final class RudePeer implements AutoCloseable {

    /** What it does with a connection whose request has arrived. */
    @FunctionalInterface
    interface Manners {

        void with(OutputStream out, RudePeer peer) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch left = new CountDownLatch(1);

    RudePeer(Manners manners) throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> serve(manners));
    }

    int port() {
        return server.getLocalPort();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/";
    }

    /** Waits for the end of the test. */
    void hang() throws InterruptedException {
        closed.await();
    }

    /** Writes a text one byte at a time, again and again if it has to, as long as somebody listens. */
    void dribble(OutputStream out, String text, boolean forEver) throws IOException, InterruptedException {
        do {
            for (byte one : text.getBytes(StandardCharsets.ISO_8859_1)) {
                out.write(one);
                out.flush();
                if (closed.await(20, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } while (forEver);
    }

    /** Whether the other side hung up. */
    boolean wasLeft() throws InterruptedException {
        return left.await(10, TimeUnit.SECONDS);
    }

    static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private void serve(Manners manners) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket, manners));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket, Manners manners) {
        try (socket) {
            InputStream in = socket.getInputStream();
            in.read(new byte[65_536]);
            Thread.ofVirtual().start(() -> {
                try {
                    while (in.read() >= 0) {}
                } catch (IOException e) {
                    // It hung up as well.
                }
                left.countDown();
            });
            manners.with(socket.getOutputStream(), this);
        } catch (IOException e) {
            left.countDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
    }
}
