package dev.edgeinfer.http.inference;

import dev.edgeinfer.http.exchange.BodyStream;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The token that clients of DeepStack send, which know no headers: the field {@code api_key} of the form. It has to come before
 * the picture, as they send it, because of a body nobody answers for only so much is read as a key needs.
 */
final class FormKey {

    private static final int MOST_BYTES = 2048;

    private static final Pattern FIELD = Pattern.compile(
            "(?i)\r\ncontent-disposition: *form-data; *name=\"?api_key\"? *\r\n(?:[^\r\n]+\r\n)*\r\n([^\r\n]*)\r\n--");

    private FormKey() {}

    /**
     * Looks for it; whoever reads the body afterwards gets all of it.
     *
     * @return empty: the request has none, or an empty one
     */
    static Optional<String> of(ServerRequest request) {
        String type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
        if (!FormData.is(type) || !request.content().hasEntity()) {
            return Optional.empty();
        }
        var content = new PushbackInputStream(request.content().inputStream(), MOST_BYTES);
        BodyStream.use(request, content);
        try {
            return key(content);
        } catch (IOException | RuntimeException e) {
            throw new CloseConnectionException("the client went away before its body was complete", e);
        }
    }

    private static Optional<String> key(PushbackInputStream content) throws IOException {
        byte[] begin = new byte[MOST_BYTES];
        int length = 0;
        Optional<String> key = Optional.empty();
        while (key.isEmpty() && length < begin.length) {
            int read = content.read(begin, length, begin.length - length);
            if (read < 0) {
                break;
            }
            length += read;
            key = find(begin, length);
        }
        content.unread(begin, 0, length);
        return key.map(String::strip).filter(text -> !text.isEmpty());
    }

    private static Optional<String> find(byte[] begin, int length) {
        Matcher field = FIELD.matcher(new String(begin, 0, length, StandardCharsets.ISO_8859_1));
        return field.find() ? Optional.of(field.group(1)) : Optional.empty();
    }
}
