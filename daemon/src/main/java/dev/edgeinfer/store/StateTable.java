package dev.edgeinfer.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Single values that the database keeps about itself. */
final class StateTable {

    /** Up to which sequence no fact may be numbered any more, although there is no entry. */
    static final String GIVEN = "given";

    /** The boot in which it is open; empty: it was closed. */
    static final String BOOT = "boot";

    private StateTable() {}

    static Optional<String> get(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT value FROM state WHERE name = ?")) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
            }
        }
    }

    static void put(Connection connection, String name, String value) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT OR REPLACE INTO state (name, value) VALUES (?, ?)")) {
            statement.setString(1, name);
            statement.setString(2, value);
            statement.executeUpdate();
        }
    }
}
