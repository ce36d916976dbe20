package dev.edgeinfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Clients of streams, in a process of their own so that what they cost is not taken for the daemon's. It is told what to do
 * line by line, and answers each with a line.
 */
final class StreamClients implements AutoCloseable {

    private static final byte[] END = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Process process;
    private final BufferedReader answers;
    private final PrintWriter orders;

    StreamClients(int port) throws IOException {
        process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StreamClients.class.getName(),
                        Integer.toString(port))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = process.inputReader();
        orders = new PrintWriter(process.outputWriter(), true);
    }

    /** Opens streams; returns when each has answered, those that read nothing when it is connected. */
    void open(int count, boolean reads, String path) throws IOException {
        assertEquals(count, ask("open %d %b %s".formatted(count, reads, path)));
    }

    /** How many bytes the one of those who read has got that got least. */
    int leastGot() throws IOException {
        return ask("least");
    }

    /** How many of those who read have been told that there is no more. */
    int ended() throws IOException {
        return ask("ended");
    }

    /** Closes all connections. */
    void leave() throws IOException {
        ask("leave");
    }

    private int ask(String order) throws IOException {
        orders.println(order);
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("the process of the clients has ended");
        }
        return Integer.parseInt(answer);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Does what it is told until its input ends, as it does with the process of the test. */
    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        var clients = new ArrayList<Client>();
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            String[] words = line.split(" ");
            System.out.println(
                    switch (words[0]) {
                        case "open" -> {
                            int count = Integer.parseInt(words[1]);
                            open(clients, port, count, Boolean.parseBoolean(words[2]), words[3]);
                            yield count;
                        }
                        case "least" ->
                            readers(clients).stream()
                                    .mapToInt(client -> client.got)
                                    .min()
                                    .orElse(0);
                        case "ended" ->
                            readers(clients).stream()
                                    .filter(client -> client.atEnd)
                                    .count();
                        case "leave" -> {
                            for (Client client : clients) {
                                client.socket.close();
                            }
                            clients.clear();
                            yield 0;
                        }
                        default -> throw new IllegalArgumentException(line);
                    });
        }
    }

    private static void open(List<Client> clients, int port, int count, boolean reads, String path) throws Exception {
        var opened = new ArrayList<Client>();
        for (int i = 0; i < count; i++) {
            opened.add(new Client(port, reads, path));
        }
        for (Client client : opened) {
            while (reads && client.got == 0) {
                Thread.sleep(5);
            }
        }
        clients.addAll(opened);
    }

    private static List<Client> readers(List<Client> clients) {
        return clients.stream().filter(client -> client.reads).toList();
    }

    /** One who reads all that comes, or nothing. */
    private static final class Client {

        private final Socket socket = new Socket();
        private final boolean reads;
        private volatile int got;
        private volatile boolean atEnd;

        private Client(int port, boolean reads, String path) throws IOException {
            this.reads = reads;
            if (!reads) {
                socket.setReceiveBufferSize(4096);
            }
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            socket.getOutputStream()
                    .write("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .formatted(path)
                            .getBytes(StandardCharsets.US_ASCII));
            if (reads) {
                Thread.startVirtualThread(this::read);
            }
        }

        private void read() {
            byte[] buffer = new byte[8192];
            try {
                for (int n = socket.getInputStream().read(buffer);
                        n >= 0;
                        n = socket.getInputStream().read(buffer)) {
                    got += n;
                    // The chunk that says that there is no more.
                    atEnd |= Arrays.equals(Arrays.copyOfRange(buffer, Math.max(0, n - END.length), n), END);
                }
            } catch (IOException e) {
                // It was closed.
            }
        }
    }
}
