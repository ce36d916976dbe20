package dev.edgeinfer.store;

import dev.edgeinfer.store.ReaderPositions.Position;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** How far the readers of the journal are, in the database. */
final class ReaderTable {

    private ReaderTable() {}

    static Map<String, Position> all(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT name, position, missed FROM reader")) {
            var readers = new HashMap<String, Position>();
            while (rows.next()) {
                readers.put(rows.getString(1), new Position(rows.getLong(2), rows.getLong(3)));
            }
            return readers;
        }
    }

    /** @param positions null: the reader is forgotten */
    static void put(Connection connection, Map<String, Position> positions) throws SQLException {
        try (PreparedStatement put = connection.prepareStatement(
                        "INSERT OR REPLACE INTO reader (name, position, missed) VALUES (?, ?, ?)");
                PreparedStatement forget = connection.prepareStatement("DELETE FROM reader WHERE name = ?")) {
            for (Map.Entry<String, Position> entry : positions.entrySet()) {
                Position position = entry.getValue();
                PreparedStatement statement = position == null ? forget : put;
                statement.setString(1, entry.getKey());
                if (position != null) {
                    statement.setLong(2, position.sequence());
                    statement.setLong(3, position.missed());
                }
                statement.executeUpdate();
            }
        }
    }
}
