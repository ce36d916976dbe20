package dev.edgeinfer.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Asks the kernel whether somebody still is at the other end of a TCP connection that nobody reads from. */
public final class PeerConnection {

    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final String ESTABLISHED = "01";

    private PeerConnection() {}

    /**
     * Whether the other end has closed its connection, or at least its sending half: what most servers take for a client that
     * has lost interest. False when in doubt.
     *
     * @param localPort port of this end
     * @param remotePort port of the other end
     */
    public static boolean isGone(int localPort, int remotePort) {
        String local = ":%04X".formatted(localPort);
        String remote = ":%04X".formatted(remotePort);
        boolean known = false;
        for (Path table : TABLES) {
            try {
                for (String line : Files.readAllLines(table)) {
                    String[] fields = line.trim().split("\\s+", 5);
                    // sl, local_address, rem_address, st
                    if (fields.length == 5
                            && fields[1].endsWith(local)
                            && fields[2].endsWith(remote)
                            && fields[3].equals(ESTABLISHED)) {
                        return false;
                    }
                }
                known = true;
            } catch (IOException e) {
                // A system without IPv6 has no second table.
                continue;
            }
        }
        return known;
    }
}
