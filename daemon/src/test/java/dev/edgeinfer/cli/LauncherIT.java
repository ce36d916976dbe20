package dev.edgeinfer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script in a tree of its own, with a Java that prints what it is called with. */
class LauncherIT {

    private static final Path LAUNCHER = Path.of("src/dist/bin/edge-infer");

    @TempDir
    private Path directory;

    private Path app;
    private Path java;

    private record Outcome(int exitCode, List<String> out, String err) {}

    @BeforeEach
    void installBelowAPathWithSpaces() throws IOException {
        app = Files.createDirectories(directory.resolve("an app $HOME 'quoted'"));
        Files.createDirectories(app.resolve("bin"));
        Files.copy(LAUNCHER, app.resolve("bin/edge-infer"));
        executable(app.resolve("bin/edge-infer"));
        java = Files.writeString(directory.resolve("java"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        executable(java);
    }

    @Test
    void findsItsTreeThroughSymbolicLinks() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("edge-infer"), app.resolve("bin/edge-infer"));

        Outcome outcome = run(link, Map.of("EDGE_INFER_JAVA", java.toString()), "version");

        assertEquals(0, outcome.exitCode, outcome.err);
        Path tree = app.toRealPath();
        assertTrue(outcome.out.contains("-Dexecutorch.native.dir=" + tree + "/lib/native"), outcome.out.toString());
        assertTrue(outcome.out.contains("-Dedge-infer.models.dir=" + tree + "/models"), outcome.out.toString());
        assertTrue(outcome.out.contains(tree + "/lib/*"), outcome.out.toString());
        assertEquals("@" + tree + "/lib/java.options", outcome.out.getFirst());
    }

    @Test
    void handsArgumentsOnAsTheyAre() throws Exception {
        Outcome outcome = run(
                app.resolve("bin/edge-infer"),
                Map.of("EDGE_INFER_JAVA", java.toString(), "EDGE_INFER_JAVA_OPTIONS", "-Xmx64m -Xint"),
                "detect",
                "a photo.jpg",
                "",
                "*");

        int main = outcome.out.indexOf("dev.edgeinfer.cli.EdgeInfer");
        assertEquals(List.of("detect", "a photo.jpg", "", "*"), outcome.out.subList(main + 1, outcome.out.size()));
        assertTrue(outcome.out.subList(0, main).containsAll(List.of("-Xmx64m", "-Xint")), outcome.out.toString());
    }

    @Test
    void prefersTheBundledJavaAndPassesByOneThatIsTooOld() throws Exception {
        Path old = javaHome(directory.resolve("jdk 17"), "17.0.12");
        Path bundled = javaHome(app.resolve("jre"), "25.0.2");

        Outcome outcome = run(app.resolve("bin/edge-infer"), Map.of("JAVA_HOME", old.toString()), "version");

        assertEquals(0, outcome.exitCode, outcome.err);
        assertEquals("java of " + bundled.toRealPath(), outcome.out.getFirst());
    }

    @Test
    void takesClassesFromACacheOfTheseJars() throws Exception {
        Path cache = Files.createDirectory(directory.resolve("a cache"));
        Path jar = Files.writeString(
                Files.createDirectories(app.resolve("lib")).toRealPath().resolve("a.jar"), "classes");
        var environment = Map.of("EDGE_INFER_JAVA", java.toString(), "EDGE_INFER_CACHE", cache.toString());
        assertFalse(takesACache(environment));

        Path aot = Files.createFile(cache.resolve("edge-infer.aot"));
        assertFalse(takesACache(environment), "of which jars it is nobody knows");
        Files.writeString(cache.resolve("edge-infer.aot.jars"), listed(jar));
        Outcome found = run(app.resolve("bin/edge-infer"), environment, "version");
        assertTrue(found.out.contains("-XX:AOTCache=" + aot), found.out.toString());

        var without = new HashMap<>(environment);
        without.put("EDGE_INFER_AOT_CACHE", "");
        assertFalse(takesACache(without));
    }

    @Test
    void passesByACacheOfOtherJars() throws Exception {
        Path jar = Files.writeString(
                Files.createDirectories(app.resolve("lib")).toRealPath().resolve("a.jar"), "classes");
        Path aot = Files.createFile(directory.resolve("edge-infer.aot"));
        Files.writeString(directory.resolve("edge-infer.aot.jars"), listed(jar));
        var environment = Map.of("EDGE_INFER_JAVA", java.toString(), "EDGE_INFER_AOT_CACHE", aot.toString());
        assertTrue(takesACache(environment));

        Files.setLastModifiedTime(jar, FileTime.fromMillis(1));
        assertFalse(takesACache(environment), "a jar of another time");

        Files.writeString(directory.resolve("edge-infer.aot.jars"), listed(jar));
        assertTrue(takesACache(environment));
        Files.createFile(jar.resolveSibling("b.jar"));
        assertFalse(takesACache(environment), "one jar more");
    }

    private boolean takesACache(Map<String, String> environment) throws Exception {
        return run(app.resolve("bin/edge-infer"), environment, "version")
                .out
                .toString()
                .contains("AOT");
    }

    /** A jar as make-aot-cache writes it down. */
    private static String listed(Path jar) throws IOException {
        Instant changed = Files.getLastModifiedTime(jar).toInstant();
        return "%s %d %d.%09d%n".formatted(jar, Files.size(jar), changed.getEpochSecond(), changed.getNano());
    }

    @Test
    void asAServiceACrashIsDescribedInTheStateDirectory() throws Exception {
        Outcome outcome = run(
                app.resolve("bin/edge-infer"),
                Map.of("EDGE_INFER_JAVA", java.toString(), "STATE_DIRECTORY", "/var/lib/edge-infer"),
                "version");

        assertTrue(outcome.out.contains("-XX:ErrorFile=/var/lib/edge-infer/hs_err.log"), outcome.out.toString());
    }

    @Test
    void aCacheThatCannotBeMadeIsASentenceAndLeavesNothing() throws Exception {
        Files.createFile(Files.createDirectories(app.resolve("lib")).resolve("a.jar"));
        Files.copy(LAUNCHER.resolveSibling("make-aot-cache"), app.resolve("bin/make-aot-cache"));
        executable(app.resolve("bin/make-aot-cache"));
        Path cache = directory.resolve("cache");

        Outcome outcome = run(
                app.resolve("bin/make-aot-cache"),
                Map.of("EDGE_INFER_JAVA", "/bin/false"),
                cache.resolve("edge-infer.aot").toString());

        assertEquals(1, outcome.exitCode);
        assertEquals(
                "make-aot-cache: the daemon did not start; the daemon runs without the cache, only its start is slower\n",
                outcome.err);
        try (var left = Files.list(cache)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void aJavaThatIsNoneIsOneSentence() throws Exception {
        Outcome outcome = run(app.resolve("bin/edge-infer"), Map.of("EDGE_INFER_JAVA", "/no/such/java"), "version");

        assertEquals(1, outcome.exitCode);
        assertEquals(
                "edge-infer: EDGE_INFER_JAVA is \"/no/such/java\", which is no program; "
                        + "set it to a java 25 or newer, or unset it\n",
                outcome.err);
    }

    private static Path javaHome(Path home, String version) throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
        String script = "#!/bin/sh\necho \"java of $(cd \"$(dirname \"$0\")/..\" && pwd)\"\n";
        executable(Files.writeString(home.resolve("bin/java"), script));
        return home;
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Outcome run(Path program, Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Path err = Files.createTempFile("launcher", ".err");
        var builder = new ProcessBuilder(command).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("EDGE_INFER") || name.equals("JAVA_HOME"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exitCode = process.waitFor();
        String errors = Files.readString(err);
        Files.delete(err);
        return new Outcome(exitCode, out.lines().toList(), errors);
    }
}
