package dev.edgeinfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * NVIDIA's public Triton client, in a Python environment of its own that is made when it is first wanted. Where that cannot be,
 * without a network, a test that needs it is skipped, but not in CI.
 */
final class TritonPeer {

    private static final Path FOLDER = Path.of("src/test/peers/triton");
    private static final int CANNOT_BE_MADE = 3;

    private final String python;

    private TritonPeer(String python) {
        this.python = python;
    }

    static TritonPeer make() throws IOException, InterruptedException {
        Process setup = new ProcessBuilder(FOLDER.resolve("setup.sh").toString()).start();
        String said = new String(setup.getErrorStream().readAllBytes());
        String python = new String(setup.getInputStream().readAllBytes()).strip();
        int exit = setup.waitFor();
        if (exit == CANNOT_BE_MADE && System.getenv("CI") == null) {
            abort(said.strip());
        }
        return exit == 0 ? new TritonPeer(python) : fail(said);
    }

    /** Runs {@code client.py} to its end, which must be a good one. */
    void run(String... arguments) throws IOException, InterruptedException {
        var command =
                new ArrayList<>(List.of(python, FOLDER.resolve("client.py").toString()));
        command.addAll(List.of(arguments));
        Process client = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(client.getInputStream().readAllBytes()).strip();
        client.waitFor();
        assertEquals("ok", said);
    }
}
