package dev.edgeinfer.store;

import dev.edgeinfer.event.Fact;
import dev.edgeinfer.event.Journal.Entry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The facts in the database. */
final class EntryTable {

    private static final Logger log = LoggerFactory.getLogger(EntryTable.class);

    private final FactCodec codec;

    EntryTable(FactCodec codec) {
        this.codec = codec;
    }

    void add(Connection connection, long sequence, Fact fact) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO entry (sequence, at, kind, payload) VALUES (?, ?, ?, ?)")) {
            statement.setLong(1, sequence);
            statement.setLong(2, fact.at().toEpochMilli());
            statement.setString(3, FactCodec.kind(fact));
            statement.setString(4, codec.write(fact));
            statement.executeUpdate();
        }
    }

    /** Facts after a sequence, oldest first. */
    List<Entry> read(Connection connection, long after, int most) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT sequence, kind, payload FROM entry WHERE sequence > ? ORDER BY sequence")) {
            statement.setLong(1, after);
            var entries = new ArrayList<Entry>();
            try (ResultSet rows = statement.executeQuery()) {
                while (entries.size() < most && rows.next()) {
                    entry(rows).ifPresent(entries::add);
                }
            }
            return List.copyOf(entries);
        }
    }

    /** Empty: nobody can read it, and the readers go on with the next. */
    private Optional<Entry> entry(ResultSet row) throws SQLException {
        long sequence = row.getLong(1);
        try {
            return Optional.of(new Entry(sequence, codec.fact(row.getString(2), row.getString(3))));
        } catch (UnreadableRecordException e) {
            log.warn("entry {} of the journal cannot be read and is passed over: {}", sequence, e.getMessage());
            return Optional.empty();
        }
    }

    /** The newest sequence, 0 when there is none. */
    static long newest(Connection connection) throws SQLException {
        return Database.number(connection, "SELECT max(sequence) FROM entry");
    }

    /** The oldest sequence, 0 when there is none. */
    static long oldest(Connection connection) throws SQLException {
        return Database.number(connection, "SELECT min(sequence) FROM entry");
    }
}
