package dev.edgeinfer.config;

import dev.edgeinfer.config.SourceConfig.Decoder;
import dev.edgeinfer.config.SourceConfig.NetworkStream;
import dev.edgeinfer.config.SourceConfig.Protocol;
import dev.edgeinfer.config.SourceConfig.Skip;
import dev.edgeinfer.config.SourceConfig.StreamOptions;
import dev.edgeinfer.config.SourceConfig.Transport;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the URI of a stream: {@code scheme://user:password@host:port/path?query#option=value}. Everything before
 * {@code #} is for the camera, and goes to it as it is; user and password may stand beside the URI instead, where they
 * need not be percent-encoded.
 */
final class NetworkReader {

    private static final Pattern PARTS = Pattern.compile("//([^/?]*)([^?]*)(\\?.*)?");
    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^\\[\\]:@]+)(:([0-9]{1,5}))?");
    private static final Pattern FORBIDDEN = Pattern.compile("[\\x00-\\x20\\x7f\\\\]");

    /** Parameters of a query whose values are not shown. */
    private static final Pattern SECRET =
            Pattern.compile("(?i)([?&][^=&]*(pass|pwd|token|key|secret|auth|sig)[^=&]*=)[^&]*");

    private static final int MAX_PORT = 65_535;

    private final Protocol protocol;
    private final String rest;
    private final SourceSetting setting;
    private final UriProblems problems;

    /** @param rest what follows the colon of the scheme */
    NetworkReader(Protocol protocol, String rest, SourceSetting setting, UriProblems problems) {
        this.protocol = protocol;
        this.rest = rest;
        this.setting = setting;
        this.problems = problems;
    }

    /** The stream, or nothing after a problem was reported. */
    Optional<SourceConfig> read() {
        String[] halves = rest.split("#", 2);
        Optional<StreamOptions> options = options(halves.length < 2 ? "" : halves[1]);
        Matcher parts = PARTS.matcher(halves[0]);
        if (!parts.matches()) {
            return problems.invalid("names no host", "write " + scheme() + "://camera.local/stream");
        }
        if (FORBIDDEN.matcher(halves[0]).find()) {
            return problems.invalid(
                    "has a blank or another character that no address has", "percent-encode it: %20 is a blank");
        }
        String authority = parts.group(1);
        int at = authority.lastIndexOf('@');
        String host = authority.substring(at + 1);
        Optional<String> inUri = at < 0 ? Optional.empty() : Optional.of(authority.substring(0, at));
        String path = parts.group(2);
        String query = Optional.ofNullable(parts.group(3)).orElse("");
        boolean scaled = options.filter(read -> read.scale() != 1).isPresent();
        if (!isHost(host) || !isWhole(query) || !credentialsFit(inUri) || scaled && !mayHoldJpegs(path)) {
            return Optional.empty();
        }
        Optional<String> credentials = inUri.or(() -> setting.user()
                .map(user -> encoded(user)
                        + setting.password()
                                .map(password -> ":" + encoded(password))
                                .orElse("")));
        Optional<String> shown = credentials.map(text -> text.replaceFirst(":.*", ":***"));
        return options.map(o -> new NetworkStream(
                setting.mask()
                        .apply(address(shown, host, path, SECRET.matcher(query).replaceAll("$1***"))),
                address(credentials, host, path, query),
                protocol,
                o,
                setting.targetFps(),
                setting.maxPixels()));
    }

    private Optional<StreamOptions> options(String written) {
        var problemsBefore = new boolean[1];
        var options = new SourceOptions(written, (rule, hint) -> {
            problemsBefore[0] = true;
            problems.accept(rule, hint.replace("write ?name", "write #name"));
        });
        StreamOptions usual = StreamOptions.DEFAULT;
        var files = new SourcePaths(setting.folder(), options::problem);
        boolean rtsp = protocol == Protocol.RTSP || protocol == Protocol.RTSPS;
        var read = new StreamOptions(
                rtsp ? options.choice("transport", Transport.class).orElse(usual.transport()) : usual.transport(),
                protocol.hasCertificate() ? options.bool("verify").orElse(usual.verify()) : usual.verify(),
                protocol.hasCertificate() ? options.text("ca").flatMap(files::recorded) : usual.ca(),
                options.choice("decoder", Decoder.class).orElse(usual.decoder()),
                options.choice("skip", Skip.class).orElse(usual.skip()),
                options.oneOf("scale", 1, 2, 4, 8).orElse(usual.scale()));
        options.reportUnknown();
        if (read.ca().isPresent() && !read.verify()) {
            options.problem("has both ca and verify=false, which asks for no certificate", "remove one of them");
        }
        return problemsBefore[0] ? Optional.empty() : Optional.of(read);
    }

    private boolean isHost(String host) {
        Matcher parts = HOST.matcher(host);
        if (!parts.matches()) {
            return problems.refused(
                    host.isEmpty() ? "names no host" : "has something else where a host and perhaps a port belong",
                    "write " + scheme()
                            + "://camera.local/stream; a password with : / @ or ? goes into the key password");
        }
        if (parts.group(3) == null) {
            return protocol != Protocol.SRT || problems.refused("has no port", "write srt://" + host + ":9000");
        }
        int port = Integer.parseInt(parts.group(3));
        return port > 0 && port <= MAX_PORT || problems.refused("has the port " + port, "write one within 1..65535");
    }

    /** Options go after #, but ? comes to mind first. */
    private boolean isWhole(String query) {
        for (String option : new String[] {"transport", "verify", "ca", "decoder", "skip", "scale"}) {
            if (query.startsWith("?" + option + "=") && !query.contains("&")) {
                return problems.refused(
                        "asks the camera itself for " + query.substring(1),
                        "write #" + query.substring(1) + ", as what follows ? is for the camera");
            }
        }
        return true;
    }

    private boolean mayHoldJpegs(String path) {
        boolean playlist = path.toLowerCase(Locale.ROOT).endsWith(".m3u8");
        return !playlist
                || problems.refused(
                        "has scale, but HLS has no JPEGs, and only these can be decoded smaller", "remove scale=");
    }

    private boolean credentialsFit(Optional<String> inUri) {
        if (setting.password().isPresent() && setting.user().isEmpty()) {
            return problems.refused("has a password beside it and no user", "write user: NAME as well");
        }
        if (setting.user().isPresent() && inUri.isPresent()) {
            return problems.refused("names a user, and so does the key user", "remove one of them");
        }
        boolean has = setting.user().isPresent() || inUri.isPresent();
        return !(has && protocol == Protocol.SRT)
                || problems.refused(
                        "has a user, which SRT does not know", "write ?passphrase=SECRET, or ?streamid=NAME");
    }

    private String address(Optional<String> credentials, String host, String path, String query) {
        return scheme() + "://" + credentials.map(text -> text + "@").orElse("") + host + path + query;
    }

    private String scheme() {
        return protocol.name().toLowerCase(Locale.ROOT);
    }

    /** Everything but what may stand anywhere in a URI as it is. */
    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9';
            if (plain || "-._~".indexOf(b) >= 0) {
                encoded.append((char) b);
            } else {
                encoded.append("%%%02X".formatted(b & 0xff));
            }
        }
        return encoded.toString();
    }
}
