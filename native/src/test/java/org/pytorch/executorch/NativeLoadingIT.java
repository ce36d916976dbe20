package org.pytorch.executorch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLoadingIT {

    private static final Path NATIVES =
            Path.of(System.getProperty("executorch.native.dir")).toAbsolutePath();

    @TempDir
    Path directory;

    private ChildJvm child;
    private Path cache;

    /** A class path entry with what the classifier jar of this platform has in it. */
    private Path jar;

    @BeforeEach
    void makeJar() throws IOException {
        jar = directory.resolve("jar");
        cache = directory.resolve("cache");
        var natives = Files.createDirectories(
                jar.resolve("org/pytorch/executorch/native").resolve(NATIVES.getFileName()));
        try (var files = Files.list(NATIVES)) {
            for (Path file : files.toList()) {
                Files.copy(file, natives.resolve(file.getFileName()));
            }
        }
        child = ChildJvm.in(directory);
    }

    @Test
    void nativesLoadFromADirectoryNamedByPropertyOrVariable() throws Exception {
        works(child.with("executorch.native.dir", NATIVES));
        works(child.withEnvironment("EXECUTORCH_NATIVE_DIR", NATIVES));
    }

    @Test
    void nativesLoadFromTheClassPathByWayOfTheCache() throws Exception {
        var packed = child.withClassPath(jar).with("executorch.cache.dir", cache);
        works(packed);
        var unpacked = cached();
        assertEquals(7, unpacked.size());
        var written = Files.getLastModifiedTime(unpacked.getFirst());
        works(packed);
        assertEquals(written, Files.getLastModifiedTime(unpacked.getFirst()), "a good file is used as it is");
    }

    @Test
    void theCacheIsInTheUsersCacheDirectory() throws Exception {
        works(child.withClassPath(jar).withEnvironment("XDG_CACHE_HOME", cache));
        assertTrue(Files.isDirectory(cache.resolve("executorch-jni")));
    }

    @Test
    void damagedFilesInTheCacheAreReplaced() throws Exception {
        var packed = child.withClassPath(jar).with("executorch.cache.dir", cache);
        works(packed);
        for (Path library : cached()) {
            Files.write(library, new byte[] {1, 2, 3});
        }
        works(packed);
    }

    @Test
    void childrenThatStartAtOnceDoNotDisturbEachOther() throws Exception {
        var packed = child.withClassPath(jar).with("executorch.cache.dir", cache);
        var started = new ArrayList<ChildJvm.Started>();
        for (int i = 0; i < 4; i++) {
            started.add(packed.start(AddInChild.class));
        }
        for (var each : started) {
            assertWorked(ChildJvm.wait(each));
        }
        assertEquals(7, cached().size(), "no partial file is left");
    }

    @Test
    void withoutACacheNativesAreUnpackedForTheProcess() throws Exception {
        var noDirectory = Files.createFile(directory.resolve("file"));
        var temporary = Files.createDirectory(directory.resolve("tmp"));
        works(child.withClassPath(jar).with("executorch.cache.dir", noDirectory).with("java.io.tmpdir", temporary));
        try (var left = Files.list(temporary)) {
            assertFalse(left.anyMatch(file -> file.getFileName().toString().startsWith("executorch")));
        }
    }

    @Test
    void whereNothingCanBeWrittenTheMessageSaysSo() throws Exception {
        var noDirectory = Files.createFile(directory.resolve("file"));
        fails(
                "cannot be unpacked: .*file.*; name a directory that holds them by -Dexecutorch.native.dir",
                child.withClassPath(jar)
                        .with("executorch.cache.dir", noDirectory)
                        .with("java.io.tmpdir", noDirectory));
    }

    @Test
    void damagedJarsAreRefused() throws Exception {
        var shim = jar.resolve("org/pytorch/executorch/native")
                .resolve(NATIVES.getFileName())
                .resolve("libexecutorch_jni.so");
        Files.write(shim, new byte[100]);
        fails(
                "libexecutorch_jni.so in the class path is damaged",
                child.withClassPath(jar).with("executorch.cache.dir", cache));
    }

    @Test
    void missingNativesAreExplained() throws Exception {
        fails("is not in the class path; add the executorch-jni jar with the classifier linux-", child);
        fails("has no libexecutorch_jni.so for linux-", child.with("executorch.native.dir", directory));
    }

    @Test
    void librariesThatDoNotLoadAreExplained() throws Exception {
        var broken = Files.createDirectory(directory.resolve("broken"));
        Files.write(broken.resolve("libexecutorch_jni.so"), new byte[100]);
        fails("broken/libexecutorch_jni.so\" cannot be loaded: .*", child.with("executorch.native.dir", broken));
    }

    @Test
    void backendLibrariesAreOpenedBeforeTheFirstProgram() throws Exception {
        var backends = Files.createDirectory(directory.resolve("backends"));
        var base = child.with("executorch.native.dir", NATIVES);
        works(base.with("executorch.backend.dir", backends));

        // The runtime aborts when kernels register twice; a copy of a loaded library is left alone.
        Files.copy(
                NATIVES.resolve("libexecutorch_kernels_quantized.so"),
                backends.resolve("libexecutorch_kernels_quantized.so"));
        Files.writeString(backends.resolve("README"), "not a library");
        works(base.withEnvironment("EXECUTORCH_BACKEND_DIR", backends));

        Files.write(backends.resolve("libbroken.so"), new byte[100]);
        fails(
                "The backend library \".*libbroken.so\" cannot be loaded: .*libbroken.so: .*",
                base.with("executorch.backend.dir", backends));
        fails(
                "The backend directory \".*nowhere\" cannot be read",
                base.with("executorch.backend.dir", directory.resolve("nowhere")));
    }

    private List<Path> cached() throws IOException {
        try (var files = Files.walk(cache)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static void works(ChildJvm jvm) throws Exception {
        assertWorked(jvm.run(AddInChild.class));
    }

    private static void assertWorked(ChildJvm.Result result) {
        assertEquals(0, result.exitCode(), result.output());
        assertEquals("sum 3.0", result.lastLine(), result.output());
        assertFalse(result.output().contains("WARNING"), result.output());
    }

    private static void fails(String pattern, ChildJvm jvm) throws Exception {
        var result = jvm.run(AddInChild.class);
        assertEquals(3, result.exitCode(), result.output());
        assertTrue(result.lastLine().matches(".*" + pattern + ".*"), result.output());
    }
}
