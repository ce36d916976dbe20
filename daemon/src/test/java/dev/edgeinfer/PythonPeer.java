package dev.edgeinfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A public client of what the daemon speaks, in a Python environment of its own that is made when it is first wanted. Where that
 * cannot be, without a network, a test that needs it is skipped, but not in CI.
 */
final class PythonPeer {

    private static final Path FOLDER = Path.of("src/test/peers");
    private static final int CANNOT_BE_MADE = 3;

    private final String python;
    private final Path client;

    private PythonPeer(String python, Path client) {
        this.python = python;
        this.client = client;
    }

    /** @param name the folder of its {@code client.py} and what that needs */
    static PythonPeer make(String name) throws IOException, InterruptedException {
        Process setup = new ProcessBuilder(FOLDER.resolve("setup.sh").toString(), name).start();
        String said = new String(setup.getErrorStream().readAllBytes());
        String python = new String(setup.getInputStream().readAllBytes()).strip();
        int exit = setup.waitFor();
        if (exit == CANNOT_BE_MADE && System.getenv("CI") == null) {
            abort(said.strip());
        }
        return exit == 0 ? new PythonPeer(python, FOLDER.resolve(name).resolve("client.py")) : fail(said);
    }

    /** Runs {@code client.py} to its end, which must be a good one. @return what it says before that, line by line */
    List<String> run(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(python, client.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes()).strip();
        process.waitFor();
        List<String> lines = said.lines().toList();
        assertEquals("ok", lines.isEmpty() ? "" : lines.getLast(), said);
        return lines.subList(0, lines.size() - 1);
    }
}
