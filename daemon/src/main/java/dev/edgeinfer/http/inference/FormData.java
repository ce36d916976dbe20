package dev.edgeinfer.http.inference;

import dev.edgeinfer.http.exchange.ProblemException;
import dev.edgeinfer.http.exchange.ProblemType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a {@code multipart/form-data} body (RFC 7578). They are views of the body, since a picture need not be copied to
 * be decoded, which is why no library does this.
 *
 * @param parts in the order of the body
 */
record FormData(List<Part> parts) {

    static final String MEDIA_TYPE = "multipart/form-data";

    private static final int MOST_PARTS = 32;
    private static final int MOST_HEADER_BYTES = 8192;

    private static final Pattern BOUNDARY =
            Pattern.compile("(?i);\\s*boundary=(?:\"([^\"]{1,70})\"|([^\\s\";,]{1,70}))");
    /** Of all that ends a line elsewhere, such as U+2028, only the line feed does here: the rest may be part of a name. */
    private static final Pattern DISPOSITION =
            Pattern.compile("(?imd)^content-disposition\\s*:\\s*form-data\\s*(;.*)$");

    private static final Pattern NAME = Pattern.compile("(?i);\\s*name=(?:\"([^\"]*)\"|([^\\s\";]+))");
    private static final Pattern FILE_NAME = Pattern.compile("(?i);\\s*filename\\*?=");

    /**
     * One field.
     *
     * @param isFile whether it came with the name of a file
     * @param content a view of the body
     */
    record Part(String name, boolean isFile, ByteBuffer content) {

        String text() {
            return StandardCharsets.UTF_8.decode(content.duplicate()).toString();
        }
    }

    /** Whether a media type says that a body is such a form. */
    static boolean is(String mediaType) {
        return mediaType.regionMatches(true, 0, MEDIA_TYPE, 0, MEDIA_TYPE.length());
    }

    /**
     * @param mediaType with its boundary
     * @throws ProblemException when it is not one
     */
    static FormData parse(ByteBuffer body, String mediaType) {
        Matcher parameter = BOUNDARY.matcher(mediaType);
        if (!parameter.find()) {
            throw wrong("has no boundary in its Content-Type; let your client write that header");
        }
        String boundary = parameter.group(1) != null ? parameter.group(1) : parameter.group(2);
        byte[] delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        List<Part> parts = new ArrayList<>();
        int at = afterFirst(body, delimiter);
        while (!isLast(body, at)) {
            if (parts.size() == MOST_PARTS) {
                throw wrong("has more than %d parts".formatted(MOST_PARTS));
            }
            int begin = afterLine(body, at);
            int end = find(body, delimiter, begin - 2, body.limit());
            if (end < 0) {
                throw wrong("ends in the middle of a part, without its closing boundary");
            }
            parts.add(part(body, begin, Math.max(begin, end)));
            at = end + delimiter.length;
        }
        return new FormData(List.copyOf(parts));
    }

    /** The first field of a name. */
    Optional<Part> field(String name) {
        return parts.stream().filter(part -> part.name().equals(name)).findFirst();
    }

    /** The picture: the field {@code image}, or the only file. @throws ProblemException when there is none */
    ByteBuffer image() {
        List<Part> files = parts.stream().filter(Part::isFile).toList();
        return field("image")
                .or(() -> files.size() == 1 ? Optional.of(files.getFirst()) : Optional.empty())
                .orElseThrow(() -> wrong("has no field \"image\", only %s"
                        .formatted(
                                parts.isEmpty()
                                        ? "nothing"
                                        : String.join(
                                                ", ",
                                                parts.stream().map(Part::name).toList()))))
                .content();
    }

    private static int afterFirst(ByteBuffer body, byte[] delimiter) {
        // The first one need not begin a new line.
        if (matches(body, delimiter, 2, 0)) {
            return delimiter.length - 2;
        }
        int preamble = find(body, delimiter, 0, Math.min(body.limit(), MOST_HEADER_BYTES));
        if (preamble < 0) {
            throw wrong("does not begin with the boundary that its Content-Type names");
        }
        return preamble + delimiter.length;
    }

    private static boolean isLast(ByteBuffer body, int at) {
        return at + 2 <= body.limit() && body.get(at) == '-' && body.get(at + 1) == '-';
    }

    private static int afterLine(ByteBuffer body, int from) {
        int at = from;
        while (at < body.limit() && (body.get(at) == ' ' || body.get(at) == '\t')) {
            at++;
        }
        if (at + 2 > body.limit() || body.get(at) != '\r' || body.get(at + 1) != '\n') {
            throw wrong("has something behind a boundary");
        }
        return at + 2;
    }

    private static Part part(ByteBuffer body, int begin, int end) {
        byte[] blank = {'\r', '\n', '\r', '\n'};
        // A part without headers begins with the blank line.
        int headersEnd = find(body, blank, begin - 2, Math.min(end, begin + MOST_HEADER_BYTES));
        if (headersEnd < 0) {
            throw wrong("has a part without a blank line after its headers, or with headers of more than %d bytes"
                    .formatted(MOST_HEADER_BYTES));
        }
        byte[] header = new byte[Math.max(0, headersEnd - begin)];
        body.get(begin, header);
        Matcher disposition = DISPOSITION.matcher(new String(header, StandardCharsets.UTF_8).replace("\r\n", "\n"));
        if (!disposition.find()) {
            throw wrong("has a part without \"Content-Disposition: form-data\"");
        }
        String parameters = disposition.group(1);
        Matcher name = NAME.matcher(parameters);
        if (!name.find()) {
            throw wrong("has a part without a name");
        }
        int content = headersEnd + blank.length;
        return new Part(
                name.group(1) != null ? name.group(1) : name.group(2),
                FILE_NAME.matcher(parameters).find(),
                body.slice(content, end - content));
    }

    private static int find(ByteBuffer body, byte[] wanted, int from, int to) {
        for (int at = from; at <= to - wanted.length; at++) {
            if (body.get(at) == wanted[0] && matches(body, wanted, 0, at)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean matches(ByteBuffer body, byte[] wanted, int first, int at) {
        if (at + wanted.length - first > body.limit()) {
            return false;
        }
        for (int i = first; i < wanted.length; i++) {
            if (body.get(at + i - first) != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private static ProblemException wrong(String rule) {
        return new ProblemException(
                ProblemType.BAD_BODY,
                "The form %s; send the picture as the field \"image\", as curl -F image=@photo.jpg does"
                        .formatted(rule));
    }
}
