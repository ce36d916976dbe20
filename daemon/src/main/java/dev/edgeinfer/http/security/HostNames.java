package dev.edgeinfer.http.security;

import dev.edgeinfer.config.HttpConfig;
import dev.edgeinfer.system.Machine;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names by which the API may be called. A page of another site could have its own name point to this machine and then
 * count as ours for the browser (DNS rebinding); with an address or a name of this list it cannot.
 */
final class HostNames {

    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9A-Fa-f:.%]+]");
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\]]*]|[^:\\[\\]]*)(:\\d{0,5})?");

    private final Set<String> names = new HashSet<>();

    private HostNames() {}

    static HostNames of(HttpConfig config) {
        var hosts = new HostNames();
        hosts.add("localhost");
        hosts.add(config.listen());
        config.access().hosts().forEach(hosts::add);
        Machine.name().ifPresent(name -> {
            String first = name.split("\\.")[0];
            // As multicast DNS announces it.
            List.of(name, first, first + ".local").forEach(hosts::add);
        });
        return hosts;
    }

    /** @param authority what stands in {@code Host} */
    boolean contain(String authority) {
        var parts = AUTHORITY.matcher(authority);
        if (!parts.matches()) {
            return false;
        }
        String host = parts.group(1).toLowerCase(Locale.ROOT);
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        return ADDRESS.matcher(name).matches() || names.contains(name);
    }

    private void add(String name) {
        names.add(name.toLowerCase(Locale.ROOT));
    }
}
