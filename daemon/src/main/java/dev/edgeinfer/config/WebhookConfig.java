package dev.edgeinfer.config;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A place that is told of what happens over HTTP. No request goes anywhere else.
 *
 * @param name unique name, by which rules refer to it
 * @param url where the request goes, {@code http} or {@code https}, without user and fragment; may hold secrets
 * @param secret what requests are signed with; empty: they are not
 * @param timeout how long an answer may take, the connection included
 * @param events the events it is told of, beside the rules that name it
 * @param allRules whether it is told of every rule, {@code rules} in the file; else only of those that name it
 * @param armed whether it is told when the board is armed or disarmed
 * @param snapshot whether the picture of an event goes with it
 * @param maxSnapshot largest picture that goes with an event, in bytes
 * @param headers further headers of the request by name; values may be secrets
 * @param minInterval least time between two requests
 * @param attempts how often a fact is tried at most; empty: until it is too old
 * @param maxAge how old a fact may get before it is given up
 * @param ca who must have signed the certificate of the target; empty: someone whom this machine trusts
 * @param insecureTls whether any certificate will do
 */
public record WebhookConfig(
        String name,
        URI url,
        Optional<Secret> secret,
        Duration timeout,
        Events events,
        boolean allRules,
        boolean armed,
        boolean snapshot,
        int maxSnapshot,
        Map<String, String> headers,
        Duration minInterval,
        OptionalInt attempts,
        Duration maxAge,
        List<X509Certificate> ca,
        boolean insecureTls) {

    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
    public static final Duration DEFAULT_MAX_AGE = Duration.ofHours(24);
    public static final int DEFAULT_MAX_SNAPSHOT = 1_000_000;

    public WebhookConfig {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        ca = List.copyOf(ca);
    }

    /** A webhook with the defaults of everything else. */
    public WebhookConfig(String name, URI url) {
        this(
                name,
                url,
                Optional.empty(),
                DEFAULT_TIMEOUT,
                Events.NONE,
                false,
                false,
                false,
                DEFAULT_MAX_SNAPSHOT,
                Map.of(),
                Duration.ZERO,
                OptionalInt.empty(),
                DEFAULT_MAX_AGE,
                List.of(),
                false);
    }

    public boolean isEncrypted() {
        return url.getScheme().toLowerCase(Locale.ROOT).equals("https");
    }

    /** Scheme, host and port: what may be shown of the URL, as path and query of many services hold a key. */
    public String origin() {
        return url.getScheme().toLowerCase(Locale.ROOT) + "://" + url.getRawAuthority();
    }

    /** Without what nobody may see. */
    @Override
    public String toString() {
        return "webhook \"" + name + "\" (" + origin() + ")";
    }

    /** What requests are signed with: as it is, or base64 after {@code whsec_} as Standard Webhooks write it. */
    public record Secret(String text) {

        static final String PREFIX = "whsec_";

        /**
         * The key of the HMAC.
         *
         * @throws IllegalArgumentException when no base64 follows {@code whsec_}
         */
        public byte[] key() {
            return text.startsWith(PREFIX)
                    ? Base64.getDecoder().decode(text.substring(PREFIX.length()))
                    : text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return "***";
        }
    }

    /**
     * Which events a webhook is told of; an empty list stands for all there are.
     *
     * @param phases when in their life; empty: never
     * @param labels what the object is
     * @param cameras cameras that saw it
     * @param zones of which it has been in one at least
     */
    public record Events(Set<Phase> phases, List<String> labels, List<String> cameras, List<String> zones) {

        public static final Events NONE = new Events(Set.of(), List.of(), List.of(), List.of());

        public Events {
            phases = phases.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(phases));
            labels = List.copyOf(labels);
            cameras = List.copyOf(cameras);
            zones = List.copyOf(zones);
        }
    }

    /** Where in its life an event is. */
    public enum Phase {
        NEW,
        UPDATE,
        END
    }
}
