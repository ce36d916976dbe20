package dev.edgeinfer.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.edgeinfer.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are laid over the configuration. */
class DropInsTest {

    private static final String BASE = """
            http: { port: 8080 }
            cameras:
              porch:
                source: v4l2:///dev/video0
                target-fps: 5
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void files() throws IOException {
        Files.writeString(folder.resolve("edge-infer.yaml"), BASE);
        Files.createDirectory(folder.resolve("edge-infer.d"));
    }

    @Test
    void mapsAreMergedAtEveryDepthAndScalarsReplacedByTheLaterName() throws IOException {
        dropIn("20-rate.yaml", "cameras: { porch: { target-fps: 7 } }");
        dropIn("10-more.yaml", """
                cameras:
                  porch: { target-fps: 6 }
                  yard: { source: "v4l2:///dev/video1" }
                log: { level: warn }
                """);

        LoadedConfig loaded = read();

        Config config = loaded.config();
        assertEquals(List.of("porch", "yard"), List.copyOf(config.cameras().keySet()));
        assertEquals(OptionalDouble.of(7), config.cameras().get("porch").targetFps());
        assertEquals(
                "v4l2:///dev/video0", config.cameras().get("porch").source().uri());
        assertEquals(8080, config.http().port());
        assertEquals(LogConfig.Level.WARN, config.log().level());
        assertEquals(List.of(path("10-more.yaml"), path("20-rate.yaml")), loaded.dropIns());
    }

    @Test
    void listsAreReplaced() throws IOException {
        Files.writeString(folder.resolve("edge-infer.yaml"), BASE + """
                  yard: { source: "v4l2:///dev/video1" }
                rules:
                  door: { when: { label: person, camera: [porch, yard] }, gpio: { line: GPIO17 } }
                """);
        dropIn("10.yaml", "rules: { door: { when: { camera: [yard] } } }");

        assertEquals(List.of("yard"), read().config().rules().get("door").when().cameras());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing yet\n", "---\n", "cameras:\n", "cameras: {}\n", "rules:\n"})
    void aFileThatSaysNothingChangesNothing(String text) throws IOException {
        dropIn("10.yaml", text);

        assertEquals(Set.of("porch"), read().config().cameras().keySet());
    }

    @Test
    void problemsStandInTheirOwnFile() throws IOException {
        dropIn("10.yaml", "http: { prot: 1 }\n");
        dropIn("20.yaml", """
                cameras:
                  porch:
                    target-fps: fast
                  yard: {}
                """);

        assertProblems("""
                %1$s/edge-infer.d/10.yaml:1:9: http.prot: unknown key; did you mean "port"? (known: listen, port, max-streams, max-streams-per-client, insecure, auth, tls, hosts, cors, max-requests-per-second)
                %1$s/edge-infer.d/20.yaml:3:17: cameras.porch.target-fps: "fast" is not a number; write a number, such as 10
                %1$s/edge-infer.d/20.yaml:4:3: cameras.yard.source: is missing; write source: v4l2:///dev/video0, rtsp://camera/stream, exec:COMMAND, file:clip.mp4 or dir:images""");
    }

    @Test
    void everyFileThatCannotBeReadIsListed() throws IOException {
        Files.writeString(folder.resolve("edge-infer.yaml"), "cameras: [");
        dropIn("10.yaml", "- a list");
        Files.createDirectory(path("20.yaml"));
        dropIn("30.yaml", "a: 1\n---\nb: 2\n");

        String message =
                assertThrows(InvalidDocumentException.class, this::read).getMessage();

        assertEquals(4, message.lines().count(), message);
        for (String file : List.of("edge-infer.yaml", "10.yaml", "20.yaml", "30.yaml")) {
            assertEquals(
                    1, message.lines().filter(line -> line.contains("/" + file)).count(), message);
        }
    }

    @Test
    void aKeyThatStandsTwiceInOneFileIsAProblemThere() throws IOException {
        dropIn("10.yaml", "http: { port: 1 }\nhttp: { port: 2 }\n");

        assertProblems(
                "%s/edge-infer.d/10.yaml:2:1: http: is given twice, first on line 1; remove or rename one of them");
    }

    @Test
    void otherFilesOfTheFolderAreLeftAlone() throws IOException {
        for (String name : List.of(".10.yaml", "10.yaml~", "10.yaml.dpkg-old", "README")) {
            dropIn(name, "nonsense: [");
        }

        assertEquals(List.of(), read().dropIns());
    }

    @Test
    void aMapWithinItselfHasAnEnd() throws IOException {
        Files.writeString(folder.resolve("edge-infer.yaml"), BASE + "gpio: &a { lines: *a }\n");
        dropIn("10.yaml", "gpio: &a { lines: *a }\n");

        assertThrows(InvalidDocumentException.class, this::read);
    }

    @Test
    void theFolderIsNamedAsTheFile() {
        assertEquals(Path.of("/etc/x/edge-infer.d"), DropIns.folder(Path.of("/etc/x/edge-infer.yaml")));
        assertEquals(Path.of("a.conf.d"), DropIns.folder(Path.of("a.conf")));
    }

    private void assertProblems(String expected) {
        var e = assertThrows(InvalidDocumentException.class, this::read);
        assertEquals(expected.formatted(folder), e.getMessage());
    }

    private LoadedConfig read() {
        return ConfigFile.read(folder.resolve("edge-infer.yaml"), Secrets.of(Map.of()));
    }

    private Path path(String dropIn) {
        return folder.resolve("edge-infer.d").resolve(dropIn);
    }

    private void dropIn(String name, String text) throws IOException {
        Files.writeString(path(name), text);
    }
}
