package dev.edgeinfer.config;

import dev.edgeinfer.yaml.InvalidDocumentException;
import dev.edgeinfer.yaml.TextFile;
import dev.edgeinfer.yaml.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * The files of a configuration as they were at one moment.
 *
 * @param file the main one, as it was named
 * @param main its bytes; none where it is missing or cannot be read
 * @param dropIns the bytes of those that are laid over it, in this order
 */
public record ConfigFiles(Path file, byte[] main, SequencedMap<Path, byte[]> dropIns) {

    /**
     * Reads them, whatever is in them.
     *
     * @throws InvalidDocumentException when the folder of drop-ins cannot be read
     */
    public static ConfigFiles read(Path file) {
        var dropIns = new LinkedHashMap<Path, byte[]>();
        DropIns.of(file).forEach(dropIn -> dropIns.put(dropIn, bytes(dropIn)));
        return new ConfigFiles(file, bytes(file), dropIns);
    }

    /** As many as tell that there are too many. What is no file, such as a pipe that nobody writes to, is not opened. */
    private static byte[] bytes(Path file) {
        if (!Files.isRegularFile(file)) {
            return new byte[0];
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(TextFile.MAX_BYTES + 1);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    /** The same with another text in the main file. */
    public ConfigFiles with(byte[] otherMain) {
        return new ConfigFiles(file, otherMain, dropIns);
    }

    /** @throws InvalidDocumentException when it is not YAML */
    public YamlText mainText() {
        return YamlText.of(file.toString(), TextFile.decode(file.toString(), main));
    }

    /** @throws InvalidDocumentException when one is not YAML */
    public List<YamlText> dropInTexts() {
        var texts = new ArrayList<YamlText>();
        dropIns.forEach((dropIn, bytes) ->
                texts.add(YamlText.of(dropIn.toString(), TextFile.decode(dropIn.toString(), bytes))));
        return texts;
    }

    /** Texts by the names of their files, the main one first. */
    SequencedMap<String, String> texts() {
        var texts = new LinkedHashMap<String, String>();
        texts.put(file.toString(), TextFile.decode(file.toString(), main));
        dropIns.forEach((dropIn, bytes) -> texts.put(dropIn.toString(), TextFile.decode(dropIn.toString(), bytes)));
        return texts;
    }
}
