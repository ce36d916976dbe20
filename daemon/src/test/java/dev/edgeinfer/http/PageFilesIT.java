package dev.edgeinfer.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.edgeinfer.auth.Accounts;
import dev.edgeinfer.auth.PasswordHash;
import dev.edgeinfer.auth.Role;
import dev.edgeinfer.config.AccessConfig;
import dev.edgeinfer.config.HttpConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the files of the live page are served, to who has not logged in. */
class PageFilesIT {

    private static final Path FILES = Path.of("src/main/resources/dev/edgeinfer/http/page");
    private static final Pattern NAMED = Pattern.compile("(?:\"/page/|'\\./)([a-z-]+\\.[a-z]+)[\"']");

    private final HttpClient client = HttpClient.newHttpClient();
    private final ApiServer server = ApiServer.start(
            new HttpConfig(
                    "127.0.0.1",
                    0,
                    new AccessConfig(
                            new Accounts(
                                    Map.of(
                                            "anna",
                                            new Accounts.User(PasswordHash.of("secret".toCharArray()), Role.VIEW)),
                                    Map.of()),
                            false,
                            Optional.empty(),
                            List.of(),
                            List.of(),
                            10_000)),
            CannedSources.supplied());

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void browsersGetThePageAndOthersTheList() throws Exception {
        HttpResponse<byte[]> page = get("/", "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        assertEquals(200, page.statusCode());
        assertEquals("text/html; charset=utf-8", header(page, "content-type"));
        assertTrue(new String(page.body()).startsWith("<!doctype html>"));
        for (String accept : List.of("*/*", "application/json", "text/html;q=0")) {
            assertEquals(401, get("/", "Accept", accept).statusCode(), accept);
        }
        assertEquals(
                "text/plain; charset=utf-8",
                header(get("/", "Authorization", "Basic YW5uYTpzZWNyZXQ="), "content-type"));
    }

    @Test
    void thePolicyOfThePageLetsNothingInFromElsewhere() throws Exception {
        String policy = header(get("/", "Accept", "text/html"), "content-security-policy");
        assertTrue(policy.startsWith("default-src 'none';"), policy);
        assertFalse(policy.contains("unsafe"), policy);
        assertFalse(policy.contains("http"), policy);
        assertTrue(policy.contains("frame-ancestors 'none'"), policy);
        assertTrue(policy.contains("form-action 'none'"), policy);
        String page = Files.readString(FILES.resolve("index.html"));
        assertFalse(
                Pattern.compile("<style|\\sstyle=|\\son[a-z]+=|<script(?![^>]* src=)")
                        .matcher(page)
                        .find(),
                page);
    }

    @Test
    void everyFileIsServedUnderItsType() throws Exception {
        Set<String> files = names();
        for (String name : files) {
            HttpResponse<byte[]> file = get("/page/" + name);
            assertEquals(200, file.statusCode(), name);
            assertArrayEquals(Files.readAllBytes(FILES.resolve(name)), file.body(), name);
            String type = header(file, "content-type");
            assertEquals(
                    switch (name.substring(name.indexOf('.'))) {
                        case ".js" -> "text/javascript; charset=utf-8";
                        case ".css" -> "text/css; charset=utf-8";
                        default -> "image/svg+xml";
                    },
                    type,
                    name);
            assertEquals("nosniff", header(file, "x-content-type-options"), name);
        }
        for (String name : files) {
            for (String named : namesIn(name)) {
                assertTrue(files.contains(named), "%s names %s".formatted(name, named));
            }
        }
        assertTrue(
                files.containsAll(namesIn("index.html")), namesIn("index.html").toString());
    }

    @Test
    void aFileGoesOverTheWireCompressedAndOnce() throws Exception {
        HttpResponse<byte[]> plain = get("/page/style.css");
        HttpResponse<byte[]> small = get("/page/style.css", "Accept-Encoding", "br, gzip;q=0.9");
        assertEquals("gzip", header(small, "content-encoding"));
        assertEquals("Accept-Encoding", header(small, "vary"));
        assertEquals("no-cache", header(small, "cache-control"));
        assertTrue(small.body().length < plain.body().length / 2);
        assertArrayEquals(plain.body(), new GZIPInputStream(new ByteArrayInputStream(small.body())).readAllBytes());
        assertTrue(get("/page/style.css", "Accept-Encoding", "gzip;q=0")
                .headers()
                .firstValue("content-encoding")
                .isEmpty());

        String tag = header(small, "etag");
        assertFalse(tag.equals(header(plain, "etag")), "other bytes, another tag");
        for (String known : List.of(tag, "W/" + tag, "\"x\", " + tag, "*")) {
            HttpResponse<byte[]> same = get("/page/style.css", "Accept-Encoding", "gzip", "If-None-Match", known);
            assertEquals(304, same.statusCode(), known);
            assertEquals(0, same.body().length);
            assertEquals(tag, header(same, "etag"));
        }
        assertEquals(200, get("/page/style.css", "If-None-Match", tag).statusCode(), "the tag of the compressed bytes");

        HttpResponse<byte[]> head = client.send(
                HttpRequest.newBuilder(server.url().resolve("/page/style.css"))
                        .HEAD()
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertEquals(String.valueOf(plain.body().length), header(head, "content-length"));
    }

    @Test
    void nothingElseIsThere() throws Exception {
        for (String path : List.of(
                "/page/",
                "/page/index.html",
                "/page/style.css/",
                "/page/STYLE.CSS",
                "/page/PageFiles.class",
                "/page/..%2Fpage%2Fstyle.css",
                "/page/%2e%2e/page/style.css%00",
                "/page/../../system/build.properties",
                "/page/..%2f..%2fsystem%2fbuild.properties",
                "/page/%2Fetc%2Fpasswd",
                "/page/style.css%20")) {
            int status = get(path).statusCode();
            assertTrue(List.of(400, 401, 404).contains(status), path + " " + status);
        }
    }

    private static Set<String> names() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("index.html"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Set<String> namesIn(String file) throws IOException {
        return NAMED.matcher(Files.readString(FILES.resolve(file)))
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElseThrow(() -> new AssertionError("no " + name));
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(java.net.URI.create(server.url() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }
}
