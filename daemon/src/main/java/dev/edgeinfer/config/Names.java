package dev.edgeinfer.config;

import dev.edgeinfer.yaml.YamlValue;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.regex.Pattern;

/** The rule for names that users give: they become parts of URLs, metrics and topics. */
public final class Names {

    static final int MOST_LETTERS = 63;
    public static final String HINT = "use 1 to 63 of a-z, 0-9, - and _, beginning with a letter or a digit";

    private static final Pattern SYNTAX = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

    private Names() {}

    /** Whether it may be given. */
    public static boolean isValid(String name) {
        return SYNTAX.matcher(name).matches();
    }

    /** Reports names that break the syntax or differ from an earlier one only in letter case. */
    static void verify(Collection<YamlValue> named) {
        var first = new HashMap<String, YamlValue>();
        for (YamlValue value : named) {
            YamlValue earlier = first.putIfAbsent(value.key().toLowerCase(Locale.ROOT), value);
            if (earlier != null) {
                value.keyProblem(
                        "differs from \"" + earlier.key() + "\" on line " + earlier.line() + " only in letter case",
                        "rename one of them");
            } else if (!isValid(value.key())) {
                value.keyProblem("is not a valid name", HINT);
            }
        }
    }
}
