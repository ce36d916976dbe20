package dev.edgeinfer.camera.network;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * An RTSP camera on loopback: GStreamer's server, as {@code src/test/peers/rtsp_server.py} starts it. Where its packages
 * are not installed a test that needs it is skipped, but not in CI.
 */
public final class RtspPeer implements AutoCloseable {

    /** Debian's, which is the one that has the bindings. */
    private static final String PYTHON = "/usr/bin/python3";

    private static final Path SCRIPT = Path.of("src/test/peers/rtsp_server.py");

    private final Process process;
    private final int port;

    private RtspPeer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** @param arguments of the script */
    public static RtspPeer start(String... arguments) {
        return start(List.of(), arguments);
    }

    /**
     * @param prefix a command that runs another one
     * @param arguments of the script
     */
    static RtspPeer start(List<String> prefix, String... arguments) {
        requireInstalled();
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(PYTHON, SCRIPT.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            BufferedReader output = process.inputReader();
            List<String> said = new ArrayList<>();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith("ready ")) {
                    return new RtspPeer(process, Integer.parseInt(line.substring(6)));
                }
                said.add(line);
            }
            return fail("the RTSP server does not start: " + String.join("\n", said));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    /** Ends one of its streams, and puts out who watches it. */
    public void stop(String path) {
        try {
            process.outputWriter().append("stop ").append(path).append('\n').flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Freezes it, sockets and all. */
    public void freeze() {
        signal("STOP");
    }

    /** Lets it go on. */
    public void thaw() {
        signal("CONT");
    }

    /** Leaves it alone, as a test does that is killed. @return whether it has ended by itself in a time */
    boolean leave(Duration patience) throws IOException, InterruptedException {
        process.outputWriter().close();
        return process.waitFor(patience);
    }

    /** Ends it, and waits until its port is free. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private void signal(String name) {
        run("kill", "-" + name, Long.toString(process.pid()));
    }

    private static void requireInstalled() {
        boolean installed = run(
                PYTHON,
                "-c",
                "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer");
        String packages = "gir1.2-gst-rtsp-server-1.0, gstreamer1.0-plugins-bad and python3-gi are not installed";
        if (System.getenv("CI") == null) {
            assumeTrue(installed, packages);
        } else if (!installed) {
            fail(packages);
        }
    }

    private static boolean run(String... command) {
        try {
            return new ProcessBuilder(command)
                            .inheritIO()
                            .start()
                            .onExit()
                            .join()
                            .exitValue()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
