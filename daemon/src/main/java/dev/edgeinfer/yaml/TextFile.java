package dev.edgeinfer.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the small UTF-8 files that people write by hand. */
public final class TextFile {

    /** The most that one may have. */
    public static final int MAX_BYTES = 1 << 20;

    private static final int MAX_SIBLINGS = 1000;

    private TextFile() {}

    /**
     * The text of a file, without a byte order mark.
     *
     * @throws InvalidDocumentException if it is missing, not a regular file, unreadable, larger than 1 MiB or not UTF-8
     */
    public static String read(Path file) {
        String name = file.toString();
        if (Files.notExists(file)) {
            throw missing(file);
        }
        if (Files.isDirectory(file)) {
            throw invalid(name, "is a directory", "name a file in it");
        }
        // A named pipe or a device could block for ever or never end.
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw invalid(name, "is not a regular file", "copy its content into one");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (AccessDeniedException e) {
            throw invalid(
                    name, "cannot be read: permission denied", "check its owner and mode, and those of its folder");
        } catch (IOException e) {
            throw invalid(name, "cannot be read: " + e.getMessage(), "check the disk and the path");
        }
        return decode(name, bytes);
    }

    /**
     * The text that bytes are, without a byte order mark.
     *
     * @param name of the file that they are, or would be
     * @throws InvalidDocumentException when they are more than {@link #MAX_BYTES} or not UTF-8
     */
    public static String decode(String name, byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw invalid(name, "is larger than 1 MiB", "check that it is the right file");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        out.flip();
        if (result.isError()) {
            int before = Character.codePointCount(out, 0, out.length());
            String rule = "is not UTF-8 text: byte 0x%02X".formatted(in.get(in.position()));
            throw new InvalidDocumentException(
                    Problem.ofText(name, Position.ofIndex(out, before), rule, "save the file as UTF-8"));
        }
        String text = out.toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static InvalidDocumentException missing(Path file) {
        Path folder = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
        if (!Files.isDirectory(folder)) {
            return invalid(file.toString(), "does not exist", "nor does its folder; check the path");
        }
        Optional<String> near =
                Optional.ofNullable(file.getFileName()).flatMap(name -> NearestName.of(name.toString(), names(folder)));
        String hint = near.map(other -> "did you mean \"" + folder.resolve(other) + "\"?")
                .orElse("check the path");
        return invalid(file.toString(), "does not exist", hint);
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> siblings = Files.list(folder)) {
            return siblings.limit(MAX_SIBLINGS)
                    .map(sibling -> sibling.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            // Only a suggestion is lost.
            return List.of();
        }
    }

    private static InvalidDocumentException invalid(String name, String rule, String hint) {
        return new InvalidDocumentException(Problem.ofFile(name, rule, hint));
    }
}
