package dev.edgeinfer.system;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds out from Linux's {@code /proc} who listens on a TCP port, so that an error can name them. */
public final class ListeningProcess {

    private static final Path PROC = Path.of("/proc");
    private static final String LISTEN = "0A";

    private ListeningProcess() {}

    /**
     * The process that listens on a port of any address, as {@code process 1234 (java)}.
     *
     * @return empty: nobody does, or it belongs to a user whose processes we may not look into
     */
    public static Optional<String> on(int port) {
        Set<String> sockets = new HashSet<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            sockets.addAll(listening(PROC.resolve(table), port));
        }
        return sockets.isEmpty() ? Optional.empty() : owner(sockets);
    }

    /** Link targets ({@code socket:[inode]}) of the sockets of one table that listen on the port. */
    private static Set<String> listening(Path table, int port) {
        String suffix = ":%04X".formatted(port);
        Set<String> sockets = new HashSet<>();
        try {
            for (String line : Files.readAllLines(table)) {
                String[] fields = line.trim().split("\\s+");
                // sl, local_address, rem_address, st, queues, timer, retransmits, uid, timeout, inode
                if (fields.length > 9 && fields[1].endsWith(suffix) && fields[3].equals(LISTEN)) {
                    sockets.add("socket:[" + fields[9] + "]");
                }
            }
        } catch (IOException e) {
            return Set.of();
        }
        return sockets;
    }

    private static Optional<String> owner(Set<String> sockets) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, sockets)) {
                    String name = Files.readString(process.resolve("comm")).strip();
                    return Optional.of("process %s (%s)".formatted(process.getFileName(), name));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean holds(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // A process of another user, or one that has just ended: not one that can be named.
            return false;
        }
        return false;
    }
}
