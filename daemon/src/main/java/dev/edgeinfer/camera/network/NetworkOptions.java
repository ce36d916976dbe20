package dev.edgeinfer.camera.network;

import dev.edgeinfer.config.SourceConfig.NetworkStream;
import dev.edgeinfer.config.SourceConfig.Protocol;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What FFmpeg is told about a stream beside its address. */
final class NetworkOptions {

    /** Where Debian and what comes of it keep the certificates that all trust, in one file. */
    private static final Path CERTIFICATES = Path.of("/etc/ssl/certs/ca-certificates.crt");

    private static final String HTTP = "http,https,tcp,tls,crypto,httpproxy";

    /** Microseconds. A second wall behind the deadlines, where FFmpeg asks for them too rarely. */
    private static final String TIMEOUT = "10000000";

    private NetworkOptions() {}

    static Map<String, String> of(NetworkStream config) {
        Map<String, String> options = new LinkedHashMap<>();
        Protocol protocol = config.protocol();
        // A playlist, redirection or description of a stream must not make the daemon open files or other servers'
        // kinds.
        options.put(
                "protocol_whitelist",
                switch (protocol) {
                    case RTSP, RTSPS -> "rtsp,rtsps,tcp,tls,udp,rtp,srtp";
                    case HTTP, HTTPS -> HTTP;
                    case RTMP, RTMPS -> "rtmp,rtmps,tcp,tls";
                    case SRT -> "srt,udp";
                });
        options.put("rw_timeout", TIMEOUT);
        options.put("fflags", "nobuffer");
        options.put("probesize", "500000");
        options.put("user_agent", "edge-infer");
        switch (protocol) {
            case RTSP, RTSPS -> {
                options.put(
                        "rtsp_transport", config.options().transport().name().toLowerCase(Locale.ROOT));
                options.put("allowed_media_types", "video");
                options.put("timeout", TIMEOUT);
            }
            case HTTP, HTTPS -> options.put("live_start_index", "-1");
            case RTMP, RTMPS -> {
                options.put("rtmp_live", "live");
                options.put("rtmp_buffer", "0");
            }
            case SRT -> options.put("connect_timeout", "5000");
        }
        if (protocol.hasCertificate()) {
            options.put("tls_verify", config.options().verify() ? "1" : "0");
            certificates(config).ifPresent(file -> options.put("ca_file", file.toString()));
        }
        return options;
    }

    /** What certificates are checked against, if there is anything. */
    static Optional<Path> certificates(NetworkStream config) {
        return config.options().ca().or(() -> Optional.of(CERTIFICATES).filter(Files::isReadable));
    }
}
