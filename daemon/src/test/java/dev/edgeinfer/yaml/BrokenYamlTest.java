package dev.edgeinfer.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are no YAML documents. */
class BrokenYamlTest {

    @TempDir
    Path folder;

    @Test
    void anEmptyFileIsExplained() {
        assertProblem("", "f.yaml: is empty; write key: value, one a line");
        assertProblem("# nothing\n\n", "f.yaml: is empty; write key: value, one a line");
    }

    @Test
    void aRootThatIsNoMapIsExplained() {
        assertProblem("- a\n- b\n", "f.yaml:1:1: is not a map at its top; write key: value, one a line");
        assertProblem("\nhello", "f.yaml:2:1: is not a map at its top; write key: value, one a line");
        assertProblem("---\n", "f.yaml:2:1: is not a map at its top; write key: value, one a line");
    }

    @Test
    void aSecondDocumentIsExplained() {
        assertProblem(
                "a: 1\n---\nb: 2\n",
                "f.yaml:3:1: a second document begins here; keep one and remove the line --- before it");
    }

    @Test
    void aTabIsExplained() {
        assertProblem("a:\n\tb: 1\n", "f.yaml:2:1: is not valid YAML: a tab stands here; indent with spaces");
    }

    @Test
    void aSyntaxErrorHasItsPlace() {
        assertProblem(
                "a: [1, 2\nb: 3\n",
                "f.yaml:2:2: is not valid YAML: expected ',' or ']', but got :; check indentation, colons, brackets"
                        + " and quotes from line 1 on");
        assertProblem(
                "a: \"open\n",
                "f.yaml:2:1: is not valid YAML: found unexpected end of stream; check indentation, colons, brackets and"
                        + " quotes from line 1 on");
        assertProblem(
                "a: b: c\n",
                "f.yaml:1:5: is not valid YAML: mapping values are not allowed here; check indentation, colons,"
                        + " brackets and quotes before this place");
    }

    @Test
    void aQuestionMarkInBracesNeedsQuotes() {
        assertProblem(
                "{ a: v4l2:///dev/video0?size=640x480 }\n",
                "f.yaml:1:24: is not valid YAML: expected ',' or '}', but got ?; inside braces and brackets, put a value"
                        + " with ? in quotes");
    }

    @Test
    void whatYamlCanRefuseIsExplained() {
        assertProblem(
                "a: *b\n",
                "f.yaml:1:4: is not valid YAML: found undefined alias b; write the value out, without tag and alias");
        assertProblem(
                "a: !!java.net.URL x\n",
                "f.yaml:1:4: is not valid YAML: Global tag is not allowed: tag:yaml.org,2002:java.net.URL; write the"
                        + " value out, without tag and alias");
    }

    @Test
    void aControlCharacterIsExplained() {
        assertProblem("a: 1\nb: \u0000\n", "f.yaml:2:4: character U+0000 is not allowed; is this a text file?");
    }

    @Test
    void anImpossibleEscapeSequenceIsExplained() {
        assertProblem(
                "a: \"\\UFFFFFFFF\"\n",
                "f.yaml: is not valid YAML: an escape sequence or a directive has an impossible number; look for \\U in"
                        + " quoted text and for % at the start of a line");
    }

    @Test
    void anAliasBombIsRefused() {
        var bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a%d: &a%d [".formatted(i, i))
                    .repeat("*a%d, ".formatted(i - 1), 9)
                    .append("*a%d]\n".formatted(i - 1));
        }
        assertTrue(problem(bomb.toString()).startsWith("f.yaml: is not accepted: "));
    }

    @Test
    void endlessNestingIsRefused() {
        assertTrue(problem("a: " + "[".repeat(100_000)).startsWith("f.yaml: is not accepted: "));
        assertTrue(problem("? ".repeat(10_000)).startsWith("f.yaml: is not accepted: "));
    }

    @Test
    void aDocumentThatContainsItselfEnds() {
        assertProblem("a: &a [*a]\n", "f.yaml:1:4: a[0]: is a list; write text");
    }

    @Test
    void aMissingFileComesWithItsNeighbour() throws IOException {
        Path neighbour = Files.createFile(folder.resolve("edge-infer.yaml"));
        Path missing = folder.resolve("edge-infer.yml");
        assertFileProblem(missing, missing + ": does not exist; did you mean \"" + neighbour + "\"?");
        Path unlike = folder.resolve("x");
        assertFileProblem(unlike, unlike + ": does not exist; check the path");
        Path nowhere = folder.resolve("no/where.yaml");
        assertFileProblem(nowhere, nowhere + ": does not exist; nor does its folder; check the path");
    }

    @Test
    void aFolderIsNoFile() {
        assertFileProblem(folder, folder + ": is a directory; name a file in it");
    }

    @Test
    void aDeviceIsNoFile() {
        assertFileProblem(Path.of("/dev/zero"), "/dev/zero: is not a regular file; copy its content into one");
    }

    @Test
    void anUnreadableFileIsExplained() throws IOException {
        Path file = Files.writeString(folder.resolve("f.yaml"), "a: 1");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(file), "skipped: root reads every file");
        assertFileProblem(
                file, file + ": cannot be read: permission denied; check its owner and mode, and those of its folder");
    }

    @Test
    void aHugeFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("f.yaml"), "a: " + "x".repeat(1 << 20));
        assertFileProblem(file, file + ": is larger than 1 MiB; check that it is the right file");
    }

    @Test
    void anotherEncodingIsExplained() throws IOException {
        Path file = Files.write(folder.resolve("f.yaml"), "a: 1\nb: é".getBytes(StandardCharsets.ISO_8859_1));
        assertFileProblem(file, file + ":2:4: is not UTF-8 text: byte 0xE9; save the file as UTF-8");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheText() throws IOException {
        Path file = Files.writeString(folder.resolve("f.yaml"), "\uFEFFa: 1");
        assertEquals("a: 1", TextFile.read(file));
    }

    @Test
    void garbageIsExplained() throws IOException {
        var random = new Random(20_261_124);
        for (int i = 0; i < 500; i++) {
            byte[] garbage = new byte[random.nextInt(2000)];
            random.nextBytes(garbage);
            Path file = Files.write(folder.resolve("f.yaml"), garbage);
            assertThrows(InvalidDocumentException.class, () -> read(file));
        }
    }

    private static void read(Path file) {
        YamlFile.read(file, root -> root.get("a").string());
    }

    private static void assertFileProblem(Path file, String sentence) {
        assertEquals(
                sentence,
                assertThrows(InvalidDocumentException.class, () -> read(file)).getMessage());
    }

    private static void assertProblem(String text, String sentence) {
        assertEquals(sentence, problem(text));
    }

    private static String problem(String text) {
        return assertThrows(
                        InvalidDocumentException.class,
                        () -> YamlFile.parse("f.yaml", text, root -> root.get("a")
                                .list(YamlValue::string)
                                .map(Optional::of)))
                .getMessage();
    }
}
