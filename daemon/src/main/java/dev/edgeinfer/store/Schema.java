package dev.edgeinfer.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The tables, and how a database of an older version comes to have them. */
final class Schema {

    /**
     * What each version adds to the one before it. What was once released never changes.
     *
     * <p>Sequences are given by the journal, not by AUTOINCREMENT, whose own table would cost each commit another page.
     */
    private static final List<List<String>> VERSIONS = List.of(
            List.of(
                    "CREATE TABLE entry (sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL,"
                            + " payload TEXT NOT NULL)",
                    "CREATE TABLE reader (name TEXT PRIMARY KEY, position INTEGER NOT NULL, missed INTEGER NOT NULL)"
                            + " WITHOUT ROWID",
                    "CREATE TABLE event (id TEXT PRIMARY KEY, camera TEXT NOT NULL, label TEXT NOT NULL,"
                            + " track INTEGER NOT NULL, started INTEGER NOT NULL, ended INTEGER, reason TEXT,"
                            + " score REAL NOT NULL, zones TEXT NOT NULL, document TEXT NOT NULL) WITHOUT ROWID",
                    "CREATE INDEX event_open ON event (id) WHERE ended IS NULL"),
            List.of(
                    // Holds all that a list is filtered by, so that what is not listed is not read.
                    "CREATE INDEX event_listed ON event (started, id, camera, label, zones)",
                    "CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"));

    static final int VERSION = VERSIONS.size();

    private Schema() {}

    /** The version of a database; 0: it is empty. */
    static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA user_version")) {
            return result.getInt(1);
        }
    }

    /** Brings a database to {@link #VERSION}, each step as a whole or not at all. */
    static void migrate(Connection connection) throws SQLException {
        for (int next = version(connection) + 1; next <= VERSION; next++) {
            int version = next;
            Database.transaction(connection, open -> {
                try (Statement statement = open.createStatement()) {
                    for (String step : VERSIONS.get(version - 1)) {
                        statement.execute(step);
                    }
                    return statement.execute("PRAGMA user_version = " + version);
                }
            });
        }
    }
}
