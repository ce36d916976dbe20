package dev.edgeinfer.config;

import dev.edgeinfer.yaml.InvalidDocumentException;
import dev.edgeinfer.yaml.Position;
import dev.edgeinfer.yaml.Problem;
import dev.edgeinfer.yaml.TextFile;
import dev.edgeinfer.yaml.YamlFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;

/** Reads the configuration file. */
public final class ConfigFile {

    private ConfigFile() {}

    /**
     * Reads and checks a configuration. Paths in it that are relative start at the folder of the file.
     *
     * @throws InvalidDocumentException with all problems found in it
     */
    public static LoadedConfig read(Path file) {
        return parse(file, TextFile.read(file));
    }

    /**
     * Reads the URI of a source that stands somewhere else, such as on the command line. A relative path starts at the
     * working directory.
     *
     * @param name where it stands, to begin the sentence of a problem
     * @throws InvalidDocumentException with all problems found in it
     */
    public static SourceConfig source(String name, String uri) {
        var problems = new ArrayList<Problem>();
        Optional<SourceConfig> source = SourceReader.read(
                uri,
                Path.of("").toAbsolutePath(),
                (rule, hint) ->
                        problems.add(new Problem(name, Position.NONE, "", Optional.of(uri), rule, Optional.of(hint))));
        if (!problems.isEmpty()) {
            throw new InvalidDocumentException(problems);
        }
        return source.orElseThrow();
    }

    /** As {@link #read}, for a text that would stand in the file. */
    static LoadedConfig parse(Path file, String text) {
        var reader = new ConfigReader(file.toAbsolutePath().normalize().getParent());
        YamlFile<Config> read = YamlFile.parse(file.toString(), text, reader::read);
        return new LoadedConfig(read.value(), file, read.positions());
    }
}
