package dev.edgeinfer.config;

import dev.edgeinfer.yaml.YamlMap;
import dev.edgeinfer.yaml.YamlValue;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code http}. */
final class HttpReader {

    private static final String DEFAULT_LISTEN = "127.0.0.1";
    private static final int DEFAULT_PORT = 8080;
    private static final int MOST_STREAMS = 100_000;
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?");
    private static final Pattern IPV6 =
            Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%[A-Za-z0-9._-]+)?");
    private static final Pattern HOST_AND_PORT = Pattern.compile("(?:https?://)?([^:/]+):([0-9]+)/?");

    private final AccessReader access;

    /** @param folder where relative paths start */
    HttpReader(Path folder) {
        access = new AccessReader(folder);
    }

    HttpConfig read(YamlMap http) {
        String listen = listen(http.get("listen")).orElse(DEFAULT_LISTEN);
        return new HttpConfig(
                listen,
                http.get("port").integer(0, 65_535).orElse(DEFAULT_PORT),
                http.get("max-streams").integer(1, MOST_STREAMS).orElse(HttpConfig.DEFAULT_MAX_STREAMS),
                http.get("max-streams-per-client")
                        .integer(1, MOST_STREAMS)
                        .orElse(HttpConfig.DEFAULT_MAX_STREAMS_PER_CLIENT),
                access.read(http, listen));
    }

    private static Optional<String> listen(YamlValue value) {
        return value.string().filter(address -> {
            boolean valid =
                    HOST.matcher(address).matches() || IPV6.matcher(address).matches();
            if (!valid) {
                Matcher withPort = HOST_AND_PORT.matcher(address);
                value.problem(
                        "is not an address or host name",
                        withPort.matches()
                                ? "write listen: %s and port: %s".formatted(withPort.group(1), withPort.group(2))
                                : "write 127.0.0.1 for this machine only, or 0.0.0.0 for every network it is in");
            }
            return valid;
        });
    }
}
