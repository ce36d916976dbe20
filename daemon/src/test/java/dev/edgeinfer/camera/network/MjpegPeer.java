package dev.edgeinfer.camera.network;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** An HTTP camera on loopback that answers every request as a test has it answer, down to the bytes. */
public final class MjpegPeer implements AutoCloseable {

    /** Answers one request. An exception ends the connection, as does returning. */
    @FunctionalInterface
    public interface Answer {
        void write(List<String> request, OutputStream out) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final Answer answer;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    public MjpegPeer(Answer answer) {
        this.answer = answer;
        try {
            server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** {@code http://127.0.0.1:PORT/path}. */
    public String uri(String path) {
        return "http://127.0.0.1:" + server.getLocalPort() + path;
    }

    int port() {
        return server.getLocalPort();
    }

    /** The head of an answer that pushes pictures. */
    public static void head(OutputStream out) throws IOException {
        text(out, "HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=picture\r\n\r\n");
    }

    public static void picture(OutputStream out, byte[] jpeg) throws IOException {
        text(out, "--picture\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n".formatted(jpeg.length));
        out.write(jpeg);
        text(out, "\r\n");
        out.flush();
    }

    static void text(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(US_ASCII));
        out.flush();
    }

    /** Holds the connection open, and sends nothing, until the peer is closed. */
    static void stall() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    /** Ends all connections. */
    void disconnect() {
        try {
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sockets.clear();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        disconnect();
    }

    /** Whether nobody listens any more, which after {@link #close} takes a moment on a busy machine. */
    boolean isGone() {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port())) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            List<String> request = new ArrayList<>();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                request.add(line);
            }
            answer.write(request, socket.getOutputStream());
        } catch (IOException e) {
            // The reader has gone, which is how most of them end.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
