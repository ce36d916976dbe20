package dev.edgeinfer.yaml;

import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.composer.ComposerException;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** SnakeYAML up to its node tree, with limits on what a hostile file may cost and its errors as {@link Problem}s. */
final class NodeComposer {

    /** Deepest nesting that is accepted. */
    static final int MAX_DEPTH = 32;

    private static final int MAX_ALIASES = 50;

    private NodeComposer() {}

    /** The root of the only document in the text; empty: there is none. */
    static Optional<Node> compose(String name, String text) {
        try {
            // Built here and not from a Yaml object, which would bring constructors of arbitrary types along.
            LoaderOptions options = options(text);
            var composer = new Composer(new ParserImpl(new StreamReader(text), options), new Resolver(), options);
            if (!composer.checkNode()) {
                return Optional.empty();
            }
            Node root = composer.getNode();
            if (composer.checkNode()) {
                Position second = Position.of(composer.getNode());
                throw new InvalidDocumentException(Problem.ofText(
                        name, second, "a second document begins here", "keep one and remove the line --- before it"));
            }
            return Optional.of(root);
        } catch (ReaderException e) {
            Position at = Position.ofIndex(text, e.getPosition());
            throw new InvalidDocumentException(Problem.ofText(
                    name, at, "character U+%04X is not allowed".formatted(e.getCodePoint()), "is this a text file?"));
        } catch (MarkedYAMLException e) {
            throw new InvalidDocumentException(syntaxProblem(name, text, e));
        } catch (IllegalArgumentException e) {
            // SnakeYAML does not catch its own failure to read such a number, and so tells no place.
            throw new InvalidDocumentException(Problem.ofFile(
                    name,
                    "is not valid YAML: an escape sequence or a directive has an impossible number",
                    "look for \\U in quoted text and for % at the start of a line"));
        } catch (YAMLException e) {
            // SnakeYAML reports its limits without a place.
            throw new InvalidDocumentException(Problem.ofFile(
                    name,
                    "is not accepted: " + e.getMessage(),
                    "write it with less nesting (at most " + MAX_DEPTH + " levels) and fewer aliases"));
        }
    }

    private static LoaderOptions options(String text) {
        var options = new LoaderOptions();
        options.setCodePointLimit(text.length() + 1);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        return options;
    }

    private static Problem syntaxProblem(String name, String text, MarkedYAMLException e) {
        Mark mark = Optional.ofNullable(e.getProblemMark()).orElse(e.getContextMark());
        if (mark == null) {
            return Problem.ofFile(name, "is not valid YAML: " + e.getProblem(), "check its syntax");
        }
        Position at = Position.of(mark);
        int character = codePointAt(text, mark);
        if (character == '\t') {
            return Problem.ofText(name, at, "is not valid YAML: a tab stands here", "indent with spaces");
        }
        String rule = "is not valid YAML: " + e.getProblem();
        if (character == '?') {
            // Legal in a block map, so a source's URI breaks when it is moved into braces.
            return Problem.ofText(name, at, rule, "inside braces and brackets, put a value with ? in quotes");
        }
        if (e instanceof ComposerException) {
            return Problem.ofText(name, at, rule, "write the value out, without tag and alias");
        }
        String where = Optional.ofNullable(e.getContextMark())
                .filter(context -> context.getLine() != mark.getLine())
                .map(context -> "from line " + (context.getLine() + 1) + " on")
                .orElse("before this place");
        return Problem.ofText(name, at, rule, "check indentation, colons, brackets and quotes " + where);
    }

    /** The code point at a mark, or 0 where a line or the text ends. */
    private static int codePointAt(String text, Mark mark) {
        return text.lines()
                .skip(mark.getLine())
                .limit(1)
                .flatMapToInt(line -> line.codePoints().skip(mark.getColumn()))
                .findFirst()
                .orElse(0);
    }
}
