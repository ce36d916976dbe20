package dev.edgeinfer.config.edit;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Which parts of a configuration nobody is to see who reads it over the network: passwords, hashes of them, tokens, secrets, headers of
 * webhooks and the paths of their URLs. What only says where a secret stands, such as <code>${file:/path}</code>, is none.
 */
final class SecretMask {

    static final String MASK = "***";

    private static final String NAMES = "passw|passphrase|passwd|pwd|secret|token|credential|api-?key";
    private static final Pattern KEY = Pattern.compile(".*(" + NAMES + ").*", Pattern.CASE_INSENSITIVE);
    private static final Pattern REFERENCE = Pattern.compile("([A-Za-z]+ )?\\$\\{[^}]*}");
    private static final Pattern USER = Pattern.compile("(://[^/?#@:\\s\"]*:)(?!\\$\\{)[^/?#\\s\"]*@");
    private static final Pattern PARAMETER = Pattern.compile(
            "([?&#][\\w.-]*(?:" + NAMES + "|pass|auth|key|sig)[\\w.-]*=)(?!\\$\\{)[^&#\\s\"]+",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern OPTION =
            Pattern.compile("(--?[\\w-]*(?:" + NAMES + "|pass)[\\w-]*[= ])(?!\\$\\{)\\S+", Pattern.CASE_INSENSITIVE);
    private static final Pattern URL = Pattern.compile("([a-z]+://[^/?#]*)(/?[?#].+|/[^?#].*)", Pattern.DOTALL);
    private static final Pattern IN_COMMENT = Pattern.compile(
            "([\\w-]*(?:" + NAMES + ")[\\w-]*[\"']?\\s*[:=]\\s*)(?!\\$\\{)\\S.*", Pattern.CASE_INSENSITIVE);

    private SecretMask() {}

    /** A value as it may be shown. @param path keys from the root to it */
    static String value(List<String> path, String value) {
        if (value.isEmpty() || REFERENCE.matcher(value).matches()) {
            return value;
        }
        String key = path.isEmpty() ? "" : path.getLast();
        if (KEY.matcher(key).matches() || isHeader(path)) {
            return MASK;
        }
        if (key.equals("url") && isOfWebhook(path)) {
            return URL.matcher(value).replaceFirst("$1/" + MASK);
        }
        return OPTION.matcher(uri(value)).replaceAll("$1" + MASK);
    }

    /** A comment as it may be shown. */
    static String comment(String comment) {
        return IN_COMMENT.matcher(uri(comment)).replaceAll("$1" + MASK);
    }

    static boolean isMasked(String value) {
        return value.contains(MASK);
    }

    private static String uri(String value) {
        String withoutUser = USER.matcher(value).replaceAll("$1" + MASK + "@");
        return PARAMETER.matcher(withoutUser).replaceAll("$1" + MASK);
    }

    private static boolean isOfWebhook(List<String> path) {
        return path.getFirst().equals("webhooks") || path.getFirst().equals("rules") && path.contains("webhook");
    }

    private static boolean isHeader(List<String> path) {
        return path.size() > 2 && path.get(path.size() - 2).equals("headers") && isOfWebhook(path);
    }
}
