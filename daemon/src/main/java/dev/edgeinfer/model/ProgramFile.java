package dev.edgeinfer.model;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The .pte file of a bundle, as bytes. */
final class ProgramFile {

    private ProgramFile() {}

    /**
     * Checks that the file is the one that the manifest was written for, as far as that says so.
     *
     * @throws ModelException if it is missing, empty, or another
     */
    static void verify(ModelManifest manifest) {
        Path file = manifest.program();
        try {
            long size = Files.size(file);
            if (size == 0) {
                throw new ModelException("\"%s\" is empty; copy the bundle again".formatted(file));
            }
            long wanted = manifest.sizeBytes().orElse(size);
            if (size != wanted) {
                throw new ModelException(
                        "\"%s\" has %d bytes, its manifest says %d: truncated or another program; copy the bundle again"
                                .formatted(file, size, wanted));
            }
            if (manifest.sha256().isPresent()) {
                verifyHash(file, manifest.sha256().get());
            }
        } catch (IOException e) {
            throw new ModelException("\"%s\" cannot be read: %s".formatted(file, reason(e)), e);
        }
    }

    private static void verifyHash(Path file, String wanted) throws IOException {
        String actual = new BundleHash().add(file).hex();
        if (!actual.equalsIgnoreCase(wanted)) {
            throw new ModelException(
                    "\"%s\" has SHA-256 %s, its manifest says %s: damaged or another program; copy the bundle again"
                            .formatted(file, actual, wanted));
        }
    }

    /** An exception of the file system names the file alone when that is all there is to say. */
    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "it does not exist";
            case AccessDeniedException denied -> "this user may not read it";
            default -> e.getMessage();
        };
    }
}
