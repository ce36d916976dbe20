package dev.edgeinfer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.auth.Role;
import dev.edgeinfer.config.ConfigFile;
import dev.edgeinfer.config.Secrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts from the command line to the configuration. */
class AuthAddCommandTest {

    @TempDir
    private Path directory;

    @Test
    void whatItWritesIsReadAndReplacedByName() throws Exception {
        Path config = directory.resolve("edge-infer.yaml");
        Files.writeString(
                config, "http: { listen: 0.0.0.0 }\ncameras: { porch: { source: \"v4l2:///dev/video0\" } }\n");
        String password = Files.writeString(directory.resolve("password"), "correct horse\n")
                .toString();

        for (String role : new String[] {"view", "admin"}) {
            var outcome = Commands.execute(
                    "auth",
                    "add",
                    "anna",
                    "--role",
                    role,
                    "--password-file",
                    password,
                    "--write",
                    "--config",
                    config.toString());
            assertEquals(0, outcome.exitCode(), outcome.err());
        }
        var token = Commands.execute(
                "auth", "add", "ha", "--role", "view", "--token", "--write", "--config", config.toString());

        var accounts = ConfigFile.read(config, Secrets.of(Map.of()))
                .config()
                .http()
                .access()
                .accounts();
        assertEquals(Role.ADMIN, accounts.users().get("anna").role());
        assertTrue(accounts.users().get("anna").password().matches("correct horse".toCharArray()));
        assertEquals(Role.VIEW, accounts.tokens().get("ha").role());
        assertTrue(token.out().contains("# the token, which is nowhere else: "), token.out());
        Path dropIn = directory.resolve("edge-infer.d/20-auth.yaml");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(dropIn)));
        try (Stream<Path> entries = Files.list(dropIn.getParent())) {
            assertEquals(1, entries.count());
        }
        assertFalse(Files.readString(dropIn).contains("correct horse"));
    }

    @Test
    void withoutWriteItPrintsTheLines() {
        var outcome = Commands.execute("auth", "add", "ha", "--role", "operate", "--token");

        assertEquals(0, outcome.exitCode(), outcome.err());
        assertTrue(
                outcome.out().startsWith("http:\n  auth:\n    tokens:\n      ha:\n        token: sha256$"),
                outcome.out());
    }

    @Test
    void mistakesAreSentences() throws Exception {
        String two = Files.writeString(directory.resolve("two"), "a\nb\n").toString();
        String brief =
                Files.writeString(directory.resolve("brief"), "1234567\n").toString();
        failure(2, "is not a valid name", "auth", "add", "An na", "--role", "view", "--token");
        failure(2, "calls those who have no account", "auth", "add", "mqtt", "--role", "view", "--token");
        failure(2, "Missing required option: '--role=ROLE'", "auth", "add", "anna");
        failure(2, "root", "auth", "add", "anna", "--role", "root");
        failure(
                2,
                "leave out --password-file",
                "auth",
                "add",
                "a",
                "--role",
                "view",
                "--token",
                "--password-file",
                two);
        failure(1, "has 2 lines", "auth", "add", "a", "--role", "view", "--password-file", two);
        failure(1, "has 7 characters; use 8 to 1024", "auth", "add", "a", "--role", "view", "--password-file", brief);
        failure(1, "cannot be read", "auth", "add", "a", "--role", "view", "--password-file", two + "x");
    }

    @Test
    void aDropInWithSomethingElseIsLeftAlone() throws Exception {
        Path dropIn = directory.resolve("edge-infer.d/20-auth.yaml");
        Files.createDirectories(dropIn.getParent());
        for (String other : new String[] {"http: 5\n", "- a\n", "http: {auth\n"}) {
            Files.writeString(dropIn, other);
            failure(
                    1,
                    "has something else than accounts",
                    "auth",
                    "add",
                    "a",
                    "--role",
                    "view",
                    "--token",
                    "--write",
                    "--config",
                    directory.resolve("edge-infer.yaml").toString());
            assertEquals(other, Files.readString(dropIn));
        }
    }

    private static void failure(int code, String sentence, String... arguments) {
        var outcome = Commands.execute(arguments);
        assertEquals(code, outcome.exitCode(), outcome.err());
        assertTrue(outcome.err().contains(sentence), outcome.err());
    }
}
