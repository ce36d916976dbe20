package dev.edgeinfer.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the database, and puts one that is broken out of the way. {@link StoreThread} alone opens; any thread reads.
 */
final class DatabaseKeeper {

    static final String NAME = "events.db";

    private static final Logger log = LoggerFactory.getLogger(DatabaseKeeper.class);

    private static final String CORRUPT = NAME + ".corrupt-";
    private static final List<String> COMPANIONS = List.of("", "-wal", "-shm");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** Copies that a failing disk may leave; older ones go, or they would fill it. */
    private static final int MOST_CORRUPT = 3;

    private final Optional<Path> file;
    private final InstantSource clock;

    private volatile Database current;
    private volatile SQLException suspicion;

    /** Of the store's thread. */
    private long salvaged;

    /** @param directory where the database lies; empty: in memory */
    DatabaseKeeper(Optional<Path> directory, InstantSource clock) {
        file = directory.map(path -> path.resolve(NAME));
        this.clock = clock;
    }

    /** The file of the database; empty: it is in memory. */
    Optional<Path> file() {
        return file;
    }

    /** The database that is open; empty: none is. */
    Optional<Database> current() {
        return Optional.ofNullable(current);
    }

    /**
     * Reads from the database that is open.
     *
     * @return empty: none is open, or it cannot be read now
     */
    <T> Optional<T> read(Database.Work<T> work) {
        Database database = current;
        if (database == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(database.read(work));
        } catch (SQLException e) {
            // One that was closed meanwhile is no news.
            if (database == current) {
                log.warn("the database of events cannot be read: {}", e.getMessage());
                if (Database.isCorrupt(e)) {
                    suspect(e);
                }
            }
            return Optional.empty();
        }
    }

    /** Takes note of a failure which says that the database is broken. */
    void suspect(SQLException failure) {
        suspicion = failure;
    }

    /** The failure that was noted; once. */
    Optional<SQLException> suspicion() {
        Optional<SQLException> found = Optional.ofNullable(suspicion);
        suspicion = null;
        return found;
    }

    /**
     * Opens the database; a broken one is set aside, and a new one made.
     *
     * @throws StoreException when a newer version of the program has written it
     */
    Database open() throws SQLException, IOException {
        try {
            current = Database.open(file);
        } catch (SQLException e) {
            if (!Database.isCorrupt(e)) {
                throw e;
            }
            setAside(e);
            current = Database.open(file);
        }
        return current;
    }

    /** Closes the database, so that the next one that is opened is a new one. */
    void setAside(SQLException reason) throws IOException {
        close();
        if (file.isEmpty()) {
            return;
        }
        String time = TIME.format(clock.instant());
        Path aside = file.get().resolveSibling(CORRUPT + time);
        for (String companion : COMPANIONS) {
            Path from = file.get().resolveSibling(NAME + companion);
            if (Files.exists(from)) {
                Files.move(from, file.get().resolveSibling(CORRUPT + time + companion));
            }
        }
        log.error(
                "the database of events was broken ({}); it is kept as \"{}\", and a new one begins",
                reason.getMessage(),
                aside);
        salvaged = Math.max(salvaged, Database.lastSequence(aside));
        thinOut();
    }

    /** The newest number in the databases that were set aside, as far as it can be read; 0: it cannot. */
    long salvaged() {
        return salvaged;
    }

    private void thinOut() throws IOException {
        List<Path> kept;
        try (Stream<Path> files = Files.list(file.orElseThrow().toAbsolutePath().getParent())) {
            kept = files.filter(path -> isCorruptCopy(path.getFileName().toString()))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (Path old : kept.subList(Math.min(MOST_CORRUPT, kept.size()), kept.size())) {
            for (String companion : COMPANIONS) {
                Files.deleteIfExists(old.resolveSibling(old.getFileName() + companion));
            }
        }
    }

    private static boolean isCorruptCopy(String name) {
        return name.startsWith(CORRUPT) && !name.endsWith("-wal") && !name.endsWith("-shm");
    }

    /** Whether somebody has removed the file of the database that is open, so that what is written is lost. */
    boolean isRemoved() {
        return current != null && file.filter(path -> !Files.exists(path)).isPresent();
    }

    /** Closes the database that is open, if one is. */
    void close() {
        Database database = current;
        current = null;
        if (database != null) {
            try {
                database.close();
            } catch (SQLException e) {
                log.debug("the database of events did not close cleanly", e);
            }
        }
    }
}
