package dev.edgeinfer.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** The file that an option names to be written, looked at before anybody has worked for nothing. */
final class OutputFile {

    private OutputFile() {}

    /** @throws CommandFailure when it looks as if it could not be written */
    static void requireWritable(String option, Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file)) {
            throw new CommandFailure("%s: \"%s\" is a folder; name a file".formatted(option, file));
        }
        if (!Files.isDirectory(folder)) {
            throw new CommandFailure(
                    "%s: \"%s\" cannot be written; there is no folder \"%s\"".formatted(option, file, folder));
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw new CommandFailure("%s: \"%s\" may not be written by user %s; name another place"
                    .formatted(option, file, System.getProperty("user.name")));
        }
    }
}
