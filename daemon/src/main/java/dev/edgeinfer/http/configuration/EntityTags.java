package dev.edgeinfer.http.configuration;

import dev.edgeinfer.http.exchange.ProblemException;
import dev.edgeinfer.http.exchange.ProblemType;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The versions of the configuration as requests and answers name them. */
final class EntityTags {

    private static final Pattern LIST = Pattern.compile("\\s*(\\*|(W/)?\"[^\"]*\"(\\s*,\\s*(W/)?\"[^\"]*\")*)\\s*");
    private static final Pattern TAG = Pattern.compile("(W/)?\"[^\"]*\"");

    private EntityTags() {}

    static String of(String version) {
        return "\"" + version + "\"";
    }

    /** Tells the version that a change is about. @throws ProblemException when the request does not name it */
    static Predicate<String> expected(ServerRequest request) {
        String written = header(request, HeaderNames.IF_MATCH)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.PRECONDITION_REQUIRED,
                        "Say by If-Match which version is to be changed: the ETag of GET /config, or * for any"));
        return matching(written, HeaderNames.IF_MATCH);
    }

    /** Whether the client has a version already; what is no tag names none. */
    static boolean isKnown(ServerRequest request, String version) {
        return header(request, HeaderNames.IF_NONE_MATCH)
                .filter(written -> LIST.matcher(written).matches())
                .map(written -> matching(written.replace("W/", ""), HeaderNames.IF_NONE_MATCH))
                .filter(known -> known.test(version))
                .isPresent();
    }

    /** A weak tag never matches: RFC 9110, section 13.1.1. */
    private static Predicate<String> matching(String written, HeaderName header) {
        if (!LIST.matcher(written).matches()) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST,
                    "%s is not an entity tag; send it with its quotes, as it came".formatted(header.defaultCase()));
        }
        if (written.strip().equals("*")) {
            return _ -> true;
        }
        var tags = TAG.matcher(written).results().map(found -> found.group()).collect(Collectors.toSet());
        return version -> tags.contains(of(version));
    }

    private static Optional<String> header(ServerRequest request, HeaderName name) {
        return request.headers().contains(name)
                ? Optional.of(String.join(", ", request.headers().get(name).allValues()))
                : Optional.empty();
    }
}
