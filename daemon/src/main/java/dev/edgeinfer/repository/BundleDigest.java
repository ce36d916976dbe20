package dev.edgeinfer.repository;

import dev.edgeinfer.model.BundleHash;
import dev.edgeinfer.model.ModelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The hash of all files of a bundle, by which one that was exchanged between its trial and its use is found out. */
final class BundleDigest {

    private BundleDigest() {}

    /** @throws ModelException when a file cannot be read */
    static String of(Path bundle) {
        try (Stream<Path> entries = Files.list(bundle)) {
            List<Path> files = entries.filter(Files::isRegularFile).sorted().toList();
            var hash = new BundleHash();
            for (Path file : files) {
                hash.add("%s\0%d\0"
                        .formatted(file.getFileName(), Files.size(file))
                        .getBytes(StandardCharsets.UTF_8));
                hash.add(file);
            }
            return hash.hex();
        } catch (IOException e) {
            throw new ModelException("\"%s\" cannot be read: %s".formatted(bundle, e), e);
        }
    }
}
