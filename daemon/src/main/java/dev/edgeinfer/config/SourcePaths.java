package dev.edgeinfer.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the paths in the URIs of sources: percent-encoded, relative to a folder, or after an empty authority. */
final class SourcePaths {

    private final Path folder;
    private final UriProblems problems;

    /**
     * @param folder where relative paths start
     * @param problems takes the rule and the hint of each problem
     */
    SourcePaths(Path folder, UriProblems problems) {
        this.folder = folder;
        this.problems = problems;
    }

    /** A file or folder that must be there, as it will not appear by itself as a camera may. */
    Optional<Path> recorded(String written) {
        return path(written, "write no slash for a relative path, or three for an absolute one")
                .filter(path -> Files.exists(path)
                        || problems.refused(
                                "does not exist: no \"" + path + "\"",
                                "check the path; a relative one starts at \"" + folder + "\""))
                .filter(path -> Files.isReadable(path)
                        || problems.refused(
                                "cannot be read: permission denied for \"" + path + "\"", "check its owner and mode"));
    }

    /**
     * A path, or nothing after a problem was reported.
     *
     * @param slashes what to do about a host in it
     */
    Optional<Path> path(String written, String slashes) {
        boolean hasAuthority = written.startsWith("//");
        String path = hasAuthority ? written.substring(2) : written;
        if (hasAuthority && !path.startsWith("/")) {
            return problems.invalid("names the host \"" + path.split("/", 2)[0] + "\" where none belongs", slashes);
        }
        if (path.isBlank()) {
            return problems.invalid("has no path", "write it after the colon");
        }
        try {
            return decoded(path).map(text -> folder.resolve(text).normalize());
        } catch (InvalidPathException e) {
            return problems.invalid("is not a path: " + e.getReason(), "write a path of the file system");
        }
    }

    private Optional<String> decoded(String path) {
        byte[] in = path.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[in.length];
        int length = 0;
        for (int i = 0; i < in.length; i++) {
            if (in[i] != '%') {
                out[length++] = in[i];
                continue;
            }
            int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
            int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                return problems.invalid("has a % without two hex digits", "write %25 for a percent sign");
            }
            out[length++] = (byte) (high << 4 | low);
            i += 2;
        }
        return Optional.of(new String(out, 0, length, StandardCharsets.UTF_8));
    }
}
