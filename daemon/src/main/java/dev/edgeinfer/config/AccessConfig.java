package dev.edgeinfer.config;

import dev.edgeinfer.auth.Accounts;
import java.util.List;
import java.util.Optional;

/**
 * Who may call the API, and how.
 *
 * @param accounts who may; none: everyone who can reach it
 * @param insecure whether everyone may although other machines can reach it
 * @param tls how connections are encrypted; empty: not
 * @param hosts names under which browsers may reach it, beside addresses, {@code localhost} and the machine's name
 * @param origins other sites whose pages may call it, such as {@code https://dash.example.org}
 * @param maxRequestsPerSecond of one address, and twice as many for a moment; at least 1
 */
public record AccessConfig(
        Accounts accounts,
        boolean insecure,
        Optional<TlsConfig> tls,
        List<String> hosts,
        List<String> origins,
        int maxRequestsPerSecond) {

    static final int DEFAULT_MAX_REQUESTS_PER_SECOND = 500;

    /** Everyone on this machine may, without encryption. */
    public static final AccessConfig DEFAULT = new AccessConfig(
            Accounts.NONE, false, Optional.empty(), List.of(), List.of(), DEFAULT_MAX_REQUESTS_PER_SECOND);

    public AccessConfig {
        hosts = List.copyOf(hosts);
        origins = List.copyOf(origins);
    }
}
