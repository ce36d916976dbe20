package dev.edgeinfer.http.page;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The live page. A file is read when it is first asked for, since most boards are never looked at, and kept as it goes over
 * the wire. Only what the list below names exists, so no path leads anywhere else. Any thread may call.
 */
public final class PageFiles {

    private static final String INDEX = "index.html";

    /** All files but the first one, in {@code resources} beside this class. */
    private static final List<String> NAMES = List.of(
            "api.js",
            "app.js",
            "board-panel.js",
            "camera-card.js",
            "code-area.js",
            "config-view.js",
            "dom.js",
            "early.js",
            "editing.js",
            "editor.css",
            "events-panel.js",
            "format.js",
            "header.js",
            "icon.svg",
            "icons.js",
            "lines-panel.js",
            "live-view.js",
            "live.js",
            "login-view.js",
            "metrics.js",
            "model-panel.js",
            "notices.js",
            "overlay.js",
            "picture-plan.js",
            "picture-stream.js",
            "rules-panel.js",
            "schema-help.js",
            "session.js",
            "settings.js",
            "shape-canvas.js",
            "shape-list.js",
            "shape.js",
            "sparkline.js",
            "style.css",
            "views.js",
            "zone-view.js");

    /** Nothing from elsewhere, nothing written into the page itself, no text taken for a script or for markup. */
    private static final Header POLICY = HeaderValues.createCached(
            "Content-Security-Policy",
            "default-src 'none'; connect-src 'self'; img-src 'self' blob:; script-src 'self'; style-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'");

    /** The browser keeps a file and asks each time whether it still holds: another version of the daemon has other files. */
    private static final Header REVALIDATE = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-cache");

    private static final Header GZIP = HeaderValues.createCached(HeaderNames.CONTENT_ENCODING, "gzip");

    private final Map<String, PageFile> loaded = new ConcurrentHashMap<>();

    /** Whether a request for {@code /} is one of a browser, which shows pages. */
    public boolean isWanted(ServerRequest request) {
        return accepts(request, HeaderNames.ACCEPT_NAME, "text/html");
    }

    /** Answers with the page. */
    public void index(ServerRequest request, ServerResponse response) {
        response.header(POLICY);
        send(request, response, INDEX, "Accept, Accept-Encoding");
    }

    /**
     * Answers with a file that the page needs.
     *
     * @return whether there is such a file; if not, nothing was answered
     */
    public boolean file(String name, ServerRequest request, ServerResponse response) {
        if (!NAMES.contains(name)) {
            return false;
        }
        send(request, response, name, "Accept-Encoding");
        return true;
    }

    private void send(ServerRequest request, ServerResponse response, String name, String vary) {
        PageFile file = loaded.computeIfAbsent(name, PageFile::load);
        boolean compressed = accepts(request, HeaderNames.ACCEPT_ENCODING_NAME, "gzip");
        String tag = compressed ? file.tag() + "-gzip" : file.tag();
        response.header(REVALIDATE);
        response.headers().add(HeaderValues.create(HeaderNames.VARY, vary));
        response.headers().set(HeaderNames.ETAG, '"' + tag + '"');
        if (isKnown(request, tag)) {
            response.status(Status.NOT_MODIFIED_304).send();
            return;
        }
        byte[] body = compressed ? file.gzip() : file.plain();
        response.header(HeaderNames.CONTENT_TYPE, file.mediaType());
        if (compressed) {
            response.header(GZIP);
        }
        if (request.prologue().method().equals(Method.HEAD)) {
            response.contentLength(body.length);
            response.send();
        } else {
            response.send(body);
        }
    }

    /** Whether the client has the file already; a proxy may have made its tag a weak one. */
    private static boolean isKnown(ServerRequest request, String tag) {
        return request.headers().first(HeaderNames.IF_NONE_MATCH).stream()
                .flatMap(tags -> Arrays.stream(tags.split(",")))
                .map(String::strip)
                .anyMatch(known ->
                        known.equals("*") || known.replaceFirst("^W/", "").equals('"' + tag + '"'));
    }

    /** Whether a list of alternatives names one, other than to refuse it. */
    private static boolean accepts(ServerRequest request, String header, String wanted) {
        return request.headers().first(HeaderNames.create(header)).stream()
                .flatMap(list -> Arrays.stream(list.split(",")))
                .map(item -> item.replace(" ", ""))
                .anyMatch(item -> item.split(";")[0].equalsIgnoreCase(wanted) && !item.matches(".*;q=0(\\.0*)?"));
    }
}
