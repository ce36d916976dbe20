package dev.edgeinfer.yaml;

import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Breaks valid documents at random, for tests that nothing but an explanation comes of it. */
public final class YamlMutations {

    private static final int RUNS = 4000;
    private static final Pattern WORD = Pattern.compile("[^\\s:,\\[\\]{}\"']+");
    private static final List<String> FRAGMENTS = List.of(
            ": ",
            "\n",
            "  ",
            "\t",
            "- ",
            "? ",
            "{",
            "}",
            "[",
            "]",
            ",",
            "\"",
            "'",
            "&a ",
            "*a",
            "!!int ",
            "!x ",
            "|\n",
            ">\n",
            "#",
            "%YAML 1.1\n",
            "---\n",
            "...\n",
            "~",
            "<<: ",
            "\u0000",
            "\u0085",
            "\uFEFF",
            "é",
            "😀",
            "999999999999999999999",
            "-0",
            ".inf",
            "1e400",
            "null",
            "%zz",
            "%ff",
            "file:",
            "dir:",
            "?a=b&",
            "/",
            "\\u0041",
            "\"\\x",
            "\"\\UFFFFFFFF\"",
            "!<",
            "%TAG ! x\n",
            "%YAML 99999999999.1\n",
            "0x",
            "5s",
            "\r");

    private YamlMutations() {}

    /**
     * Runs a reader over mutations of a valid document, the same ones each time.
     *
     * @throws AssertionError if anything but an {@link InvalidDocumentException} escapes, with the document; or if
     *     almost none got past the syntax, so that nothing was tested
     */
    public static void assertOnlyExplanationsEscape(String valid, Consumer<String> reader) {
        int pastSyntax = 0;
        for (int seed = 0; seed < RUNS; seed++) {
            String text = mutated(valid, new Random(seed));
            try {
                reader.accept(text);
                pastSyntax++;
            } catch (InvalidDocumentException e) {
                pastSyntax += e.getMessage().contains("is not valid YAML") ? 0 : 1;
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed + " made\n" + text, e);
            }
        }
        if (pastSyntax < RUNS / 4) {
            throw new AssertionError("only " + pastSyntax + " of " + RUNS + " mutations are valid YAML");
        }
    }

    private static String mutated(String valid, Random random) {
        var text = new StringBuilder(valid);
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + 1 + random.nextInt(8));
            switch (random.nextInt(8)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, one(FRAGMENTS, random));
                case 2 -> text.setCharAt(at, (char) random.nextInt(random.nextBoolean() ? 128 : 0x10000));
                case 3 -> text.insert(random.nextInt(text.length()), text.substring(at, end));
                case 4 -> text.replace(at, end, one(FRAGMENTS, random));
                default -> swapWord(text, random);
            }
        }
        return text.toString();
    }

    /** Puts a word of the text in the place of another: valid YAML that says something odd. */
    private static void swapWord(StringBuilder text, Random random) {
        List<MatchResult> words = WORD.matcher(text).results().toList();
        if (!words.isEmpty()) {
            MatchResult place = one(words, random);
            text.replace(place.start(), place.end(), one(words, random).group());
        }
    }

    private static <T> T one(List<T> items, Random random) {
        return items.get(random.nextInt(items.size()));
    }
}
