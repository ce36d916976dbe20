package dev.edgeinfer.config;

import dev.edgeinfer.yaml.NearestName;
import dev.edgeinfer.yaml.YamlValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the URL of a webhook. Its problems do not show it: path, query and user may be secrets. */
final class WebhookUrl {

    private static final List<String> SCHEMES = List.of("http", "https");
    private static final int MAX_PORT = 65_535;
    private static final String HINT = "write http://HOST/PATH or https://HOST/PATH";

    /** In a check of a configuration whose URL only the service has. */
    private static final URI UNKNOWN = URI.create("https://unknown.invalid/");

    private WebhookUrl() {}

    static Optional<URI> read(YamlValue value) {
        if (value.isUnknown()) {
            return Optional.of(UNKNOWN);
        }
        return value.string().flatMap(text -> {
            try {
                var url = new URI(text);
                return verified(value, url) ? Optional.of(new URI(url.toASCIIString())) : Optional.empty();
            } catch (URISyntaxException e) {
                value.keyProblem(
                        "is not a URL: " + e.getReason().toLowerCase(Locale.ROOT)
                                + (e.getIndex() < 0 ? "" : " (character " + (e.getIndex() + 1) + ")"),
                        HINT + "; percent-encode what no URL has: %20 is a blank");
                return Optional.empty();
            }
        });
    }

    private static boolean verified(YamlValue value, URI url) {
        String scheme = Optional.ofNullable(url.getScheme()).orElse("").toLowerCase(Locale.ROOT);
        if (scheme.isEmpty()) {
            return refused(value, "has no scheme", HINT);
        }
        if (!SCHEMES.contains(scheme)) {
            return refused(value, "has the scheme \"" + scheme + "\"", NearestName.hint(scheme, SCHEMES));
        }
        if (url.getRawAuthority() == null) {
            return refused(value, "names no host", HINT);
        }
        if (url.getRawAuthority().contains("@")) {
            return refused(
                    value,
                    "names a user, who would be seen wherever the URL is",
                    "write headers: { Authorization: \"${file:/path}\" }, or secret: to sign requests");
        }
        if (url.getHost() == null) {
            return refused(
                    value,
                    "has something else where a host and perhaps a port belong",
                    "a host has letters, digits, dots and -; otherwise write its address");
        }
        if (url.getPort() == 0 || url.getPort() > MAX_PORT) {
            return refused(value, "has the port " + url.getPort(), "write one within 1..65535");
        }
        return url.getRawFragment() == null
                || refused(value, "has a fragment, which no request carries", "remove # and what follows");
    }

    private static boolean refused(YamlValue value, String rule, String hint) {
        value.keyProblem(rule, hint);
        return false;
    }
}
