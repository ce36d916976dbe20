package dev.edgeinfer.config;

import dev.edgeinfer.yaml.InvalidDocumentException;
import dev.edgeinfer.yaml.Position;
import dev.edgeinfer.yaml.Problem;
import dev.edgeinfer.yaml.YamlFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the configuration. */
public final class ConfigFile {

    private ConfigFile() {}

    /**
     * Reads and checks a configuration: a file and what is laid over it, the files of its folder {@code NAME.d} in order
     * of their names. Paths that are relative start at the folder of the file, wherever they stand.
     *
     * @param secrets resolves what its texts refer to, and knows from then on what to mask
     * @throws InvalidDocumentException with all problems found in it
     */
    public static LoadedConfig read(Path file, Secrets secrets) {
        List<Path> dropIns = DropIns.of(file);
        YamlFile<Config> read = YamlFile.read(file, dropIns, secrets, reader(file)::read);
        return new LoadedConfig(read.value(), file, dropIns, read.positions(), secrets);
    }

    /** As {@link #read(Path, Secrets)}, for files that have been read. */
    public static LoadedConfig read(ConfigFiles files, Secrets secrets) {
        YamlFile<Config> read = YamlFile.parse(files.texts(), secrets, reader(files.file())::read);
        return new LoadedConfig(
                read.value(), files.file(), List.copyOf(files.dropIns().keySet()), read.positions(), secrets);
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
                SourceSetting.alone(Path.of("").toAbsolutePath()),
                (rule, hint) -> problems.add(new Problem(
                        name, Position.NONE, "", Optional.of(Secrets.withoutPassword(uri)), rule, Optional.of(hint))));
        if (!problems.isEmpty()) {
            throw new InvalidDocumentException(problems);
        }
        return source.orElseThrow();
    }

    /** As {@link #read}, for a text that would stand in the file, without drop-ins and secrets. */
    static LoadedConfig parse(Path file, String text) {
        YamlFile<Config> read = YamlFile.parse(file.toString(), text, reader(file)::read);
        return new LoadedConfig(read.value(), file, List.of(), read.positions(), Secrets.of(Map.of()));
    }

    private static ConfigReader reader(Path file) {
        return new ConfigReader(file.toAbsolutePath().normalize().getParent());
    }
}
