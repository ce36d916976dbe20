package dev.edgeinfer.http.security;

import io.helidon.webserver.http.ServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Where a request comes from. Behind a proxy that is the proxy. */
final class ClientAddress {

    private static final String UNKNOWN = "unknown";
    private static final int NETWORK_BYTES = 8;

    private ClientAddress() {}

    /** The address itself, as people read it. */
    static String of(ServerRequest request) {
        return address(request).map(InetAddress::getHostAddress).orElse(UNKNOWN);
    }

    /** What limits count by: who has one address of an IPv6 network has all of them. */
    static String network(ServerRequest request) {
        return address(request).map(ClientAddress::network).orElse(UNKNOWN);
    }

    private static String network(InetAddress client) {
        byte[] address = client.getAddress();
        if (address.length == 4) {
            return client.getHostAddress();
        }
        var prefix = new StringBuilder();
        for (int i = 0; i < NETWORK_BYTES; i += 2) {
            prefix.append("%x:".formatted((address[i] & 0xff) << 8 | address[i + 1] & 0xff));
        }
        return prefix + ":/64";
    }

    private static Optional<InetAddress> address(ServerRequest request) {
        return request.remotePeer().address() instanceof InetSocketAddress peer
                ? Optional.ofNullable(peer.getAddress())
                : Optional.empty();
    }
}
