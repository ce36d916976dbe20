package dev.edgeinfer.http;

import dev.edgeinfer.config.HttpConfig;
import dev.edgeinfer.http.security.HttpStartException;
import dev.edgeinfer.system.ListeningProcess;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** Where the API is to listen, and why it cannot. */
final class ListenAddress {

    private ListenAddress() {}

    /**
     * The address that the configuration names.
     *
     * @throws HttpStartException when this machine cannot resolve it, which may heal
     */
    static InetAddress resolve(HttpConfig config) {
        try {
            return InetAddress.getByName(config.listen());
        } catch (UnknownHostException e) {
            throw new HttpStartException(
                    "http.listen: \"%s\" is no address and no host name that this machine can resolve; use 127.0.0.1 (this machine only) or 0.0.0.0 (everyone)"
                            .formatted(config.listen()),
                    e,
                    true);
        }
    }

    /**
     * Helidon logs a failed bind and returns a stopped server; binding once before it gets the reason.
     *
     * @throws HttpStartException when it cannot be bound
     */
    static void checkFree(HttpConfig config, InetAddress address) {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address, config.port()));
        } catch (IOException e) {
            throw new HttpStartException(cannotBind(config, e), e, isMissing(e));
        }
    }

    /** Whether the machine does not have the address. */
    private static boolean isMissing(IOException e) {
        return e instanceof BindException && String.valueOf(e.getMessage()).contains("Cannot assign");
    }

    private static String cannotBind(HttpConfig config, IOException e) {
        String where = "%s port %d".formatted(config.listen(), config.port());
        if (!(e instanceof BindException)) {
            return "The API cannot listen on %s: %s".formatted(where, e.getMessage());
        }
        String reason = String.valueOf(e.getMessage());
        if (reason.contains("Permission denied")) {
            return "The API may not listen on %s: ports below 1024 are for root; set http.port to a higher one"
                    .formatted(where);
        }
        if (isMissing(e)) {
            return "The API cannot listen on %s: this machine has no such address; set http.listen to one it has, or to 0.0.0.0"
                    .formatted(where);
        }
        String owner =
                ListeningProcess.on(config.port()).map(" by %s"::formatted).orElse("");
        return "The API cannot listen on %s: the port is in use%s; stop that, or choose another with --port or http.port"
                .formatted(where, owner);
    }

    /** As it stands in a URL. */
    static String literal(InetAddress address) {
        String text = address.getHostAddress();
        return text.contains(":") ? "[" + text.replace("%", "%25") + "]" : text;
    }
}
