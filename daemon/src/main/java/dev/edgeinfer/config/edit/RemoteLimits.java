package dev.edgeinfer.config.edit;

import dev.edgeinfer.config.ConfigFiles;
import dev.edgeinfer.config.Secrets;
import dev.edgeinfer.yaml.Problem;
import dev.edgeinfer.yaml.References;
import dev.edgeinfer.yaml.ScalarPlace;
import dev.edgeinfer.yaml.YamlText;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What may not come over the network, whoever sends it: commands, which would make the API a shell, and files to be read as secrets, whose
 * content a webhook would carry away. What the files have already may stay where it is or move.
 */
final class RemoteLimits {

    private static final String COMMAND = "exec:";
    private static final String OPTIONS = "#format=";
    private static final Pattern FILE = Pattern.compile("\\$?\\$\\{file:([^}]*)}");
    private static final Set<String> SOURCES = Set.of("source", "detect-source");

    private final Path folder;
    private final Secrets secrets;
    private final Set<String> commands = new HashSet<>();
    private final Set<String> files = new HashSet<>();

    /** @param known what the files have now; what of it is no YAML counts as empty */
    RemoteLimits(ConfigFiles known, List<YamlText> texts, Secrets secrets) {
        folder = known.file().toAbsolutePath().normalize().getParent();
        this.secrets = secrets;
        for (YamlText text : texts) {
            for (ScalarPlace place : text.scalars()) {
                files(place.value()).forEach(files::add);
                command(place).ifPresent(commands::add);
            }
        }
    }

    /** Problems of a text that nobody has seen yet. */
    List<Problem> problems(YamlText text) {
        var problems = new ArrayList<Problem>();
        for (ScalarPlace place : text.scalars()) {
            List<String> strange = files(place.value())
                    .filter(file -> !files.contains(file) && !isInFolder(file))
                    .toList();
            if (!strange.isEmpty()) {
                problems.add(problem(
                        text,
                        place,
                        "refers to the file \"" + strange.getFirst() + "\", which nobody may name over the network",
                        "put the secret into a file in \"" + folder + "\", or write this on the board"));
            } else if (command(place).filter(line -> !commands.contains(line)).isPresent()) {
                problems.add(problem(
                        text,
                        place,
                        "is a command that the files on the board do not have",
                        "commands are run by the shell, so they are taken from the file alone: write it there"));
            }
        }
        return problems;
    }

    private static Problem problem(YamlText text, ScalarPlace place, String rule, String hint) {
        return new Problem(
                text.name(), place.position(), place.dottedPath(), Optional.empty(), rule, Optional.of(hint));
    }

    /** The command of a source, without its options, as the shell would get it. */
    private Optional<String> command(ScalarPlace place) {
        List<String> path = place.path();
        boolean isSource = path.size() == 3 && path.getFirst().equals("cameras") && SOURCES.contains(path.getLast());
        if (!isSource) {
            return Optional.empty();
        }
        // Where it refers to what may not be read it is refused for that.
        boolean mayResolve = files(place.value()).allMatch(file -> files.contains(file) || isInFolder(file));
        String uri = mayResolve && secrets.resolve(place.value()) instanceof References.Text(String resolved, boolean _)
                ? resolved
                : place.value();
        if (!uri.startsWith(COMMAND)) {
            return Optional.empty();
        }
        int options = uri.lastIndexOf(OPTIONS);
        return Optional.of(uri.substring(COMMAND.length(), options < 0 ? uri.length() : options)
                .strip());
    }

    private static Stream<String> files(String value) {
        return FILE.matcher(value)
                .results()
                .filter(found -> !found.group().startsWith("$$"))
                .map(found -> found.group(1));
    }

    private boolean isInFolder(String file) {
        try {
            Path path = Path.of(file).normalize();
            return path.startsWith(folder) && real(path).startsWith(real(folder));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path;
        }
    }
}
