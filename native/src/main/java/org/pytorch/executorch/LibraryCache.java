package org.pytorch.executorch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Unpacks native libraries from the class path into a directory named by their content, and checks them on every start:
 * another version has another directory, a damaged file is replaced, and processes that start at once do no harm to
 * each other because a file appears complete or not at all.
 */
final class LibraryCache {

    private static final String INDEX = "SHA256SUMS";

    private record Library(String sha256, String name) {}

    private LibraryCache() {}

    /** A directory that holds all libraries of {@code platform}, checked. */
    static Path unpack(String platform) throws IOException {
        var jar = "native/" + platform + "/";
        byte[] index = resource(jar + INDEX, platform);
        var libraries = new String(index, StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.split(" +", 2))
                .map(fields -> new Library(fields[0], fields[1]))
                .toList();
        try {
            var directory = Files.createDirectories(userCache().resolve(sha256(index)));
            for (Library library : libraries) {
                provide(directory.resolve(library.name()), library, jar, platform);
            }
            return directory;
        } catch (IOException noCache) {
            try {
                return unpackForThisProcess(libraries, jar, platform);
            } catch (IOException noTemporary) {
                throw new IOException("%s; %s".formatted(noCache, noTemporary), noTemporary);
            }
        }
    }

    /** Into a directory that only this process knows: another user must not be able to prepare it. */
    private static Path unpackForThisProcess(List<Library> libraries, String jar, String platform) throws IOException {
        var directory = Files.createTempDirectory("executorch-jni-");
        directory.toFile().deleteOnExit();
        for (Library library : libraries) {
            var file = directory.resolve(library.name());
            file.toFile().deleteOnExit();
            provide(file, library, jar, platform);
        }
        return directory;
    }

    private static Path userCache() {
        return Setting.CACHE_DIR.directory().orElseGet(() -> {
            String xdg = System.getenv("XDG_CACHE_HOME");
            return (xdg == null || xdg.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg))
                    .resolve("executorch-jni");
        });
    }

    private static void provide(Path file, Library library, String jar, String platform) throws IOException {
        if (Files.isRegularFile(file) && sha256(Files.readAllBytes(file)).equals(library.sha256())) {
            return;
        }
        byte[] content = resource(jar + library.name(), platform);
        if (!sha256(content).equals(library.sha256())) {
            throw new IOException("%s in the class path is damaged".formatted(library.name()));
        }
        var partial = Files.createTempFile(file.getParent(), library.name(), ".part");
        try {
            Files.write(partial, content);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private static byte[] resource(String name, String platform) throws IOException {
        try (InputStream in = LibraryCache.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("%s is not in the class path; add the executorch-jni jar with the classifier %s"
                        .formatted(name, platform));
            }
            return in.readAllBytes();
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every JDK has SHA-256", e);
        }
    }
}
