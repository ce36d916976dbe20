package dev.edgeinfer.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * An open SQLite database: one connection that writes, and one that reads meanwhile, each for one thread at a time.
 *
 * <p>A committed write survives the process at once, and the machine from the next checkpoint on: whatever a power cut
 * takes, it takes the latest commits and leaves those before as they were.
 */
final class Database implements AutoCloseable {

    private static final int BUSY_MILLIS = 5000;
    private static final int MOST_LOG_BYTES = 4 << 20;
    private static final int PRIMARY_CODE = 0xff;

    private final Connection writer;
    private final Connection reader;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock reading;

    /** Something to do with a connection. */
    @FunctionalInterface
    interface Work<T> {

        T with(Connection connection) throws SQLException;
    }

    private Database(Connection writer, Connection reader) {
        this.writer = writer;
        this.reader = reader;
        reading = reader == writer ? writing : new ReentrantLock();
    }

    /**
     * Opens or makes a database, checks all of it and brings it to the present version.
     *
     * @param file empty: in memory
     * @throws SQLException {@link #isCorrupt} tells whether the file is beyond help
     * @throws StoreException when a newer version of the program has written it
     */
    static Database open(Optional<Path> file) throws SQLException {
        Connection writer = connect(file);
        try {
            verifyVersion(writer, file);
            execute(writer, "PRAGMA auto_vacuum = INCREMENTAL");
            execute(writer, "PRAGMA journal_mode = WAL");
            execute(writer, "PRAGMA synchronous = NORMAL");
            execute(writer, "PRAGMA journal_size_limit = " + MOST_LOG_BYTES);
            verify(writer);
            Schema.migrate(writer);
            if (file.isEmpty()) {
                return new Database(writer, writer);
            }
            Connection reader = connect(file);
            execute(reader, "PRAGMA query_only = 1");
            return new Database(writer, reader);
        } catch (SQLException | RuntimeException | Error e) {
            writer.close();
            throw e;
        }
    }

    private static Connection connect(Optional<Path> file) throws SQLException {
        var config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        return config.createConnection("jdbc:sqlite:"
                + file.map(path -> path.toAbsolutePath().toString()).orElse(":memory:"));
    }

    /** The newest number of a fact in a broken file, which is not touched; 0: nobody can tell. */
    static long lastSequence(Path broken) {
        String untouched = "jdbc:sqlite:file:" + broken.toUri().getRawPath() + "?immutable=1";
        try (Connection connection = new SQLiteConfig().createConnection(untouched)) {
            return EntryTable.newest(connection);
        } catch (SQLException e) {
            return 0;
        }
    }

    private static void verifyVersion(Connection connection, Optional<Path> file) throws SQLException {
        int version = Schema.version(connection);
        if (version > Schema.VERSION) {
            throw new StoreException(
                    "database \"%s\" is of version %d and this edge-infer knows %d: a newer one has written it; install that again, or move the file away"
                            .formatted(file.map(Path::toString).orElse("in memory"), version, Schema.VERSION),
                    null);
        }
    }

    private static void verify(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
            String finding = result.next() ? result.getString(1) : "no answer";
            if (!finding.equals("ok")) {
                throw new SQLiteException(finding.replace('\n', ' '), SQLiteErrorCode.SQLITE_CORRUPT);
            }
        }
    }

    /** Whether a failure says that the database cannot be repaired by waiting. */
    static boolean isCorrupt(SQLException e) {
        if (!(e instanceof SQLiteException sqlite)) {
            return false;
        }
        return switch (sqlite.getResultCode().code & PRIMARY_CODE) {
            case 11, 26 -> true; // SQLITE_CORRUPT, SQLITE_NOTADB
            default -> false;
        };
    }

    /** Does it all or nothing. */
    <T> T write(Work<T> work) throws SQLException {
        writing.lock();
        try {
            return transaction(writer, work);
        } finally {
            writing.unlock();
        }
    }

    /** By SQL, because JDBC's way ends in a failure of its own where SQLite has rolled back by itself. */
    static <T> T transaction(Connection connection, Work<T> work) throws SQLException {
        execute(connection, "BEGIN IMMEDIATE");
        try {
            T result = work.with(connection);
            execute(connection, "COMMIT");
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            try {
                execute(connection, "ROLLBACK");
            } catch (SQLException none) {
                e.addSuppressed(none);
            }
            throw e;
        }
    }

    /** Does it on the connection that writes, each statement by itself. */
    <T> T maintain(Work<T> work) throws SQLException {
        writing.lock();
        try {
            return work.with(writer);
        } finally {
            writing.unlock();
        }
    }

    /** Sees what is committed, and does not wait for what is being written. */
    <T> T read(Work<T> work) throws SQLException {
        reading.lock();
        try {
            return work.with(reader);
        } finally {
            reading.unlock();
        }
    }

    /** The first column of the first row of an answer, 0 when there is none. */
    static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            return result.next() ? result.getLong(1) : 0;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Waits for whoever uses it; after this every use fails. */
    @Override
    public void close() throws SQLException {
        reading.lock();
        try {
            reader.close();
        } finally {
            reading.unlock();
        }
        writing.lock();
        try {
            writer.close();
        } finally {
            writing.unlock();
        }
    }
}
