package dev.edgeinfer.config;

import dev.edgeinfer.yaml.YamlMap;
import dev.edgeinfer.yaml.YamlValue;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code headers} of a webhook. Its problems do not show values: these are keys as a rule. */
final class WebhookHeaders {

    /** A token of RFC 9110, section 5.6.2. */
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");

    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e\\t]{1,8000}");

    /** Those of the message and of the connection. */
    private static final Set<String> OURS = Set.of(
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "date",
            "expect",
            "host",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "user-agent",
            "webhook-id",
            "webhook-signature",
            "webhook-timestamp");

    private WebhookHeaders() {}

    static Map<String, String> read(YamlMap map) {
        var headers = new LinkedHashMap<String, String>();
        var earlier = new HashMap<String, YamlValue>();
        map.entries().forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            YamlValue same = earlier.putIfAbsent(lower, value);
            if (!NAME.matcher(name).matches()) {
                value.keyProblem("is not a name of a header", "use letters, digits and -, such as Authorization");
            } else if (OURS.contains(lower)) {
                value.keyProblem("is a header that is set for every request", "remove it");
            } else if (same != null) {
                value.keyProblem(
                        "is the header \"" + same.key() + "\" on line " + same.line() + " again", "remove one of them");
            } else {
                value.string().ifPresent(text -> {
                    if (!VALUE.matcher(text).matches()) {
                        value.keyProblem(
                                "has a character that no header has", "use one line of letters, digits and signs");
                    }
                    headers.put(name, text);
                });
            }
        });
        return headers;
    }
}
