package dev.edgeinfer.config.edit;

import dev.edgeinfer.config.ConfigFiles;
import dev.edgeinfer.config.Secrets;
import dev.edgeinfer.yaml.InvalidDocumentException;
import dev.edgeinfer.yaml.LayeredText;
import dev.edgeinfer.yaml.Problem;
import dev.edgeinfer.yaml.TextFile;
import dev.edgeinfer.yaml.YamlText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The configuration as it stands in its files at one moment: what of it may be shown, and what it would be if somebody's wish came true.
 * Immutable.
 */
public final class ConfigSnapshot {

    private final ConfigFiles files;
    private final String version;
    private final Secrets secrets;

    /** @param version tells it from all others, as an entity tag does */
    public ConfigSnapshot(ConfigFiles files, String version, Secrets secrets) {
        this.files = files;
        this.version = version;
        this.secrets = secrets;
    }

    public Path file() {
        return files.file();
    }

    public ConfigFiles files() {
        return files;
    }

    /** The files that are laid over it, in this order. */
    public List<Path> dropIns() {
        return List.copyOf(files.dropIns().keySet());
    }

    /** Changes when any of the files does. */
    public String version() {
        return version;
    }

    /** Whether it looks as if the main file could be written. */
    public boolean isWritable() {
        return new ConfigWriter(file()).isWritable();
    }

    /**
     * The text of the main file as it may be shown.
     *
     * @throws InvalidDocumentException when it is not YAML, of which nobody can tell the secrets
     */
    public String text() {
        return Masking.masked(files.mainText()).text();
    }

    /**
     * What all files say together, as it may be shown.
     *
     * @throws InvalidDocumentException when one is not YAML
     */
    public Map<String, Object> values() {
        return Masking.masked(layered(files.mainText()).values());
    }

    /** File by the dotted path of each topmost value that does not come from the main one. */
    public Map<String, String> origins() {
        return layered(files.mainText()).origins();
    }

    /**
     * What it would be if a wish came true.
     *
     * @throws InvalidDocumentException when the text that is wished, or one that has to be read for it, is not YAML
     * @throws SetInDropInException when the main file cannot make it true
     * @throws dev.edgeinfer.yaml.NotEditableException when it cannot be written into the text that there is
     */
    public ConfigCandidate with(ConfigWish wish) {
        var problems = new ArrayList<Problem>();
        YamlText next =
                switch (wish) {
                    case ConfigWish.Text(byte[] utf8) -> text(utf8, problems);
                    case ConfigWish.Values values -> text(values, problems);
                };
        List<YamlText> known = Stream.concat(readableMain().stream(), readableDropIns().stream())
                .toList();
        List<Problem> forbidden = new RemoteLimits(files, known, secrets).problems(next);
        boolean readable =
                forbidden.stream().noneMatch(problem -> problem.rule().startsWith("refers to"));
        problems.addAll(forbidden);
        var hidden =
                new HiddenTexts(Stream.concat(Stream.of(next), known.stream()).toList());
        return new ConfigCandidate(
                files.with(next.text().getBytes(StandardCharsets.UTF_8)),
                problems,
                readable,
                changed(next),
                hidden::masked);
    }

    private YamlText text(byte[] utf8, List<Problem> problems) {
        String name = file().toString();
        return Masking.restored(YamlText.of(name, TextFile.decode(name, utf8)), readableMain(), problems);
    }

    private YamlText text(ConfigWish.Values wish, List<Problem> problems) {
        YamlText main = files.mainText();
        LayeredText now = layered(main);
        Map<String, Object> shown = wish.change().apply(Masking.masked(now.values()));
        Map<String, Object> wanted = Masking.restored(file().toString(), shown, now.values(), problems);
        YamlText edited = main.with(ValueChanges.applied(main.values(), now.values(), wanted));
        LayeredText result = layered(edited);
        ValueChanges.paths(wanted, result.values()).stream().findFirst().ifPresent(path -> {
            throw new SetInDropInException(path, origin(path, now.origins()));
        });
        return edited;
    }

    /** Of the path itself, one above it, or one below. */
    private String origin(String path, Map<String, String> origins) {
        return origins.entrySet().stream()
                .filter(origin -> isBelow(path, origin.getKey()) || isBelow(origin.getKey(), path))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("a drop-in");
    }

    private static boolean isBelow(String path, String other) {
        return path.equals(other) || path.startsWith(other + ".") || path.startsWith(other + "[");
    }

    private List<String> changed(YamlText next) {
        try {
            Map<String, Object> before =
                    readableMain().map(main -> layered(main).values()).orElse(Map.of());
            return ValueChanges.paths(before, layered(next).values());
        } catch (InvalidDocumentException e) {
            // A drop-in is none; the reader says so.
            return List.of();
        }
    }

    private LayeredText layered(YamlText main) {
        return LayeredText.of(main, files.dropInTexts());
    }

    private Optional<YamlText> readableMain() {
        try {
            return Optional.of(files.mainText());
        } catch (InvalidDocumentException e) {
            return Optional.empty();
        }
    }

    private List<YamlText> readableDropIns() {
        try {
            return files.dropInTexts();
        } catch (InvalidDocumentException e) {
            return List.of();
        }
    }
}
