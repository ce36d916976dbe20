package dev.edgeinfer.mqtt;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real broker on a free port of this machine, which can be killed and started again. */
public final class Mosquitto implements AutoCloseable {

    private final Path folder;
    private final int port;
    private final List<String> settings;
    private final Path log;
    private Process process;

    /** @param settings lines of its configuration; without any, everybody may do everything */
    public Mosquitto(Path folder, String... settings) throws IOException {
        this.folder = folder;
        this.settings = List.of(settings);
        log = folder.resolve("mosquitto.log");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    public int port() {
        return port;
    }

    /** Starts it and waits until it listens. */
    public Mosquitto start() throws IOException {
        var lines = new ArrayList<String>();
        lines.add("listener " + port + " 127.0.0.1");
        // Else it drops the rights of root, and then may not read the files of this test.
        lines.add("user " + System.getProperty("user.name"));
        // Its defaults drop what more than 1000 messages wait before.
        lines.add("max_queued_messages 0");
        lines.addAll(List.of("log_type error", "log_type warning", "log_type notice", "log_type subscribe"));
        lines.addAll(settings.isEmpty() ? List.of("allow_anonymous true") : settings);
        Path file = Files.write(folder.resolve("mosquitto.conf"), lines);
        process = new ProcessBuilder("mosquitto", "-c", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(this::listens);
        return this;
    }

    /** How often a client has subscribed, since the broker was there first. */
    public long subscriptions(String client) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(": " + client + " ")).count();
        }
    }

    /** As SIGKILL does: nothing is said and nothing saved. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Stands still as a broker whose machine hangs: connections stay, nothing is read. */
    void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
            process.onExit().orTimeout(5, TimeUnit.SECONDS).join();
        }
    }

    private boolean listens() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("mosquitto does not start: " + Files.readString(log));
        }
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
