package dev.edgeinfer.config;

import dev.edgeinfer.config.MqttConfig.Broker;
import dev.edgeinfer.config.MqttConfig.Credentials;
import dev.edgeinfer.yaml.NearestName;
import dev.edgeinfer.yaml.YamlMap;
import dev.edgeinfer.yaml.YamlValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code mqtt}. */
final class MqttReader {

    private static final Pattern URL = Pattern.compile("(?:([a-z0-9+.-]*):(//)?)?([^/?#]*)([/?#].*)?");
    private static final Pattern HOST =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9][A-Za-z0-9._-]*)(?::([0-9]{1,9}))?");
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._-]{1,63}(/[A-Za-z0-9._-]{1,63}){0,9}");
    private static final Pattern CLIENT_ID = Pattern.compile("[\\x21-\\x7e]{1,128}");

    private static final String PLAIN = "mqtt";
    private static final String SECURED = "mqtts";
    private static final int PLAIN_PORT = 1883;
    private static final int SECURED_PORT = 8883;
    private static final int MOST_PORT = 65_535;
    private static final double MOST_RATE = 100;
    private static final Duration SHORTEST_KEEP_ALIVE = Duration.ofSeconds(5);
    private static final Duration LONGEST_KEEP_ALIVE = Duration.ofHours(12);

    /** First levels of topics below the device that are no cameras. */
    private static final Set<String> TAKEN = Set.of("availability", "armed", "events", "gpio", "rules");

    private final Path folder;
    private final String device;
    private final Collection<YamlValue> cameras;

    /**
     * @param folder where relative paths start
     * @param device id of the device
     * @param cameras entries of the cameras, whose names become topics
     */
    MqttReader(Path folder, String device, Collection<YamlValue> cameras) {
        this.folder = folder;
        this.device = device;
        this.cameras = cameras;
    }

    private record Url(boolean secured, Broker broker) {}

    Optional<MqttConfig> read(YamlMap mqtt) {
        Optional<Url> url = url(mqtt.get("url").required("write url: mqtt://192.0.2.10"));
        Optional<Credentials> credentials = credentials(mqtt.get("user"), mqtt.get("password"));
        Optional<String> clientId = matching(
                mqtt.get("client-id"),
                CLIENT_ID,
                "is not a client id",
                "use up to 128 letters, digits and signs, no blanks");
        Optional<MqttTls> tls = new MqttTlsReader(folder).read(mqtt, url.map(Url::secured));
        Optional<String> prefix = topic(mqtt.get("prefix"));
        Optional<String> discovery = mqtt.get("discovery").section(MqttReader::discovery);
        Optional<Double> rate = mqtt.get("detections-rate").decimal(0, MOST_RATE);
        Optional<Duration> keepAlive = mqtt.get("keep-alive").duration(SHORTEST_KEEP_ALIVE, LONGEST_KEEP_ALIVE);
        List<String> labels = mqtt.get("labels").list(YamlValue::string).orElse(List.of());
        cameras.stream()
                .filter(camera -> TAKEN.contains(camera.key()))
                .forEach(camera -> camera.keyProblem(
                        "is the name of a topic that is none of a camera's",
                        "rename the camera, or remove the key mqtt"));
        return url.map(at -> new MqttConfig(
                at.broker(),
                credentials,
                clientId.orElse(MqttConfig.DEFAULT_PREFIX + "-" + device),
                at.secured() ? tls : Optional.empty(),
                prefix.orElse(MqttConfig.DEFAULT_PREFIX),
                discovery,
                rate.orElse(MqttConfig.DEFAULT_RATE),
                keepAlive.orElse(MqttConfig.DEFAULT_KEEP_ALIVE),
                labels.stream().distinct().toList()));
    }

    private static Optional<Url> url(YamlValue value) {
        return value.string().flatMap(text -> {
            Matcher parts = URL.matcher(text);
            if (!parts.matches() || parts.group(1) == null || parts.group(2) == null) {
                return refused(value, "is not a URL of a broker", "write mqtt://HOST or mqtts://HOST");
            }
            String scheme = parts.group(1);
            if (!scheme.equals(PLAIN) && !scheme.equals(SECURED)) {
                return refused(
                        value,
                        "has the unknown scheme \"" + scheme + "\"",
                        NearestName.hint(scheme, List.of(PLAIN, SECURED)));
            }
            if (parts.group(3).contains("@")) {
                return refused(value, "has a user in it", "write the keys user and password instead");
            }
            if (parts.group(4) != null && !parts.group(4).equals("/")) {
                return refused(value, "has more than a host and a port", "remove \"" + parts.group(4) + "\"");
            }
            return broker(value, scheme.equals(SECURED), parts.group(3));
        });
    }

    private static Optional<Url> broker(YamlValue value, boolean secured, String authority) {
        Matcher place = HOST.matcher(authority);
        if (!place.matches()) {
            return refused(
                    value,
                    authority.isEmpty() ? "names no host" : "has something else where a host and perhaps a port belong",
                    "write " + (secured ? SECURED : PLAIN) + "://broker.lan:" + (secured ? SECURED_PORT : PLAIN_PORT));
        }
        int port =
                Optional.ofNullable(place.group(2)).map(Integer::parseInt).orElse(secured ? SECURED_PORT : PLAIN_PORT);
        if (port < 1 || port > MOST_PORT) {
            return refused(value, "has the port " + port, "write one within 1..65535");
        }
        String host = place.group(1);
        if (secured && host.startsWith("[")) {
            return refused(
                    value,
                    "has an IPv6 address, for which the name in the certificate is not checked",
                    "write a host name");
        }
        return Optional.of(new Url(secured, new Broker(host, port)));
    }

    private static Optional<Credentials> credentials(YamlValue user, YamlValue password) {
        Optional<String> secret = password.string();
        if (password.isPresent() && !user.isPresent()) {
            password.keyProblem("has no user", "write user: NAME as well");
        }
        return user.string().map(name -> new Credentials(name, secret));
    }

    private static Optional<String> discovery(YamlMap discovery) {
        boolean enabled = discovery.get("enabled").bool().orElse(true);
        String prefix = topic(discovery.get("prefix")).orElse(MqttConfig.DEFAULT_DISCOVERY);
        return enabled ? Optional.of(prefix) : Optional.empty();
    }

    private static Optional<String> topic(YamlValue value) {
        return matching(
                value,
                PREFIX,
                "is not the beginning of a topic",
                "use letters, digits, . _ and -, with / between levels, such as site/edge-infer");
    }

    private static Optional<String> matching(YamlValue value, Pattern syntax, String rule, String hint) {
        Optional<String> text = value.string();
        text.filter(written -> !syntax.matcher(written).matches()).ifPresent(written -> value.problem(rule, hint));
        return text;
    }

    private static <T> Optional<T> refused(YamlValue value, String rule, String hint) {
        value.problem(rule, hint);
        return Optional.empty();
    }
}
