package dev.edgeinfer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgeinfer.config.ConfigFile;
import dev.edgeinfer.config.Secrets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code edge-infer auth add} at a real terminal, where somebody types. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class AuthAddTerminalIT {

    private static final String PASSWORD = "correct hörse";
    private static final String END_OF_INPUT = "\u0004";
    private static final String INTERRUPT = "\u0003";

    @TempDir
    private Path directory;

    private final ObjectMapper json = new ObjectMapper();
    private Path config;

    @BeforeEach
    void configure() throws Exception {
        config = Files.writeString(
                directory.resolve("edge-infer.yaml"), "cameras: { porch: { source: \"v4l2:///dev/video0\" } }\n");
    }

    @Test
    void aPasswordIsAskedForTwiceAndNeverShown() throws Exception {
        JsonNode end = typed(List.of("Password: ", PASSWORD + "\n"), List.of("Again: ", PASSWORD + "\n"));

        assertEquals(0, end.get("exitCode").asInt(), end.toString());
        assertFalse(end.get("shown").asText().contains("correct"), end.toString());
        assertEquals(json.readTree("[false, false]"), end.get("echoAtPrompts"));
        var anna = ConfigFile.read(config, Secrets.of(Map.of()))
                .config()
                .http()
                .access()
                .accounts()
                .users()
                .get("anna");
        assertTrue(anna.password().matches(PASSWORD.toCharArray()));
    }

    @Test
    void mistakesEndItWithASentenceAndWriteNothing() throws Exception {
        refused(
                1,
                "the two are not the same",
                List.of("Password: ", PASSWORD + "\n"),
                List.of("Again: ", "correct h0rse\n"));
        refused(1, "the password has 0 characters; use 8 to 1024", List.of("Password: ", "\n"));
        refused(1, "the password has 7 characters; use 8 to 1024", List.of("Password: ", "1234567\n"));
        refused(1, "no password was given", List.of("Password: ", END_OF_INPUT));
        refused(1, "no password was given", List.of("Password: ", PASSWORD + "\n"), List.of("Again: ", END_OF_INPUT));
        refused(130, "", List.of("Password: ", INTERRUPT));
    }

    @SafeVarargs
    private void refused(int exitCode, String sentence, List<String>... answers) throws Exception {
        JsonNode end = typed(answers);

        assertEquals(exitCode, end.get("exitCode").asInt(), end.toString());
        assertTrue(end.get("shown").asText().contains(sentence), end.toString());
        assertFalse(end.get("shown").asText().contains("correct"), end.toString());
        assertTrue(end.get("echoAfter").asBoolean(), end.toString());
        assertFalse(Files.exists(directory.resolve("edge-infer.d")), end.toString());
    }

    @SafeVarargs
    private JsonNode typed(List<String>... answers) throws Exception {
        var command = new ArrayList<>(
                List.of("python3", "src/test/peers/terminal/client.py", json.writeValueAsString(List.of(answers))));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dstdin.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                EdgeInfer.class.getName(),
                "auth",
                "add",
                "anna",
                "--role",
                "admin",
                "--write",
                "--config",
                config.toString()));
        Process terminal = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(terminal.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, terminal.waitFor(), said);
        return json.readTree(said);
    }
}
