package dev.edgeinfer.store;

import dev.edgeinfer.event.Event;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The events in the database, each with its latest state. */
final class EventTable {

    private static final Logger log = LoggerFactory.getLogger(EventTable.class);

    private static final String UPDATE = """
            UPDATE event SET camera = ?, label = ?, track = ?, started = ?, ended = ?, reason = ?, score = ?, zones = ?,
            document = ? WHERE id = ?""";
    private static final String INSERT = """
            INSERT INTO event (camera, label, track, started, ended, reason, score, zones, document, id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    private final FactCodec codec;

    EventTable(FactCodec codec) {
        this.codec = codec;
    }

    /** Keeps the state of an event. @return whether it was not there before */
    boolean put(Connection connection, Event event) throws SQLException {
        if (execute(connection, UPDATE, event) > 0) {
            return false;
        }
        execute(connection, INSERT, event);
        return true;
    }

    private int execute(Connection connection, String sql, Event event) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, event.camera());
            statement.setString(2, event.label());
            statement.setLong(3, event.track());
            statement.setLong(4, event.startedAt().toEpochMilli());
            statement.setObject(5, event.endedAt().map(Instant::toEpochMilli).orElse(null));
            statement.setString(6, event.endReason().map(Enum::name).orElse(null));
            statement.setDouble(7, event.topScore());
            statement.setString(8, event.zones().stream().collect(Collectors.joining("/", "/", "/")));
            statement.setString(9, codec.write(event));
            statement.setString(10, event.id());
            return statement.executeUpdate();
        }
    }

    Optional<Event> find(Connection connection, String id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT document FROM event WHERE id = ?")) {
            statement.setString(1, id);
            return events(statement).stream().findFirst();
        }
    }

    /** Events that have not ended, oldest first. */
    List<Event> open(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT document FROM event WHERE ended IS NULL ORDER BY id")) {
            return events(statement);
        }
    }

    static Optional<String> oldestId(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT min(id) FROM event");
                ResultSet rows = statement.executeQuery()) {
            return Optional.ofNullable(rows.next() ? rows.getString(1) : null);
        }
    }

    EventPage list(Connection connection, EventQuery query) throws SQLException {
        var conditions = new ArrayList<String>();
        var values = new ArrayList<Object>();
        query.camera().ifPresent(name -> add("camera = ?", name, conditions, values));
        query.label().ifPresent(name -> add("label = ?", name, conditions, values));
        query.zone().ifPresent(name -> add("instr(zones, ?) > 0", "/" + name + "/", conditions, values));
        query.after().ifPresent(time -> add("started >= ?", time.toEpochMilli(), conditions, values));
        query.before().ifPresent(time -> add("started < ?", time.toEpochMilli(), conditions, values));
        query.cursor().ifPresent(cursor -> {
            add("(started, id) < (?, ?)", cursor.started(), conditions, values);
            values.add(cursor.id());
        });
        String where = conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions);
        String sql = """
                SELECT document FROM event WHERE id IN
                (SELECT id FROM event INDEXED BY event_listed %s ORDER BY started DESC, id DESC LIMIT ?)
                ORDER BY started DESC, id DESC""".formatted(where);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int index = 1;
            for (Object value : values) {
                statement.setObject(index++, value);
            }
            // One more than asked for tells whether there is another page.
            statement.setInt(index, query.limit() + 1);
            List<Event> found = events(statement);
            if (found.size() <= query.limit()) {
                return new EventPage(found, Optional.empty());
            }
            List<Event> page = List.copyOf(found.subList(0, query.limit()));
            Event last = page.getLast();
            return new EventPage(
                    page, Optional.of(new EventQuery.Cursor(last.startedAt().toEpochMilli(), last.id())));
        }
    }

    private static void add(String condition, Object value, List<String> conditions, List<Object> values) {
        conditions.add(condition);
        values.add(value);
    }

    private List<Event> events(PreparedStatement statement) throws SQLException {
        var events = new ArrayList<Event>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                event(rows.getString(1)).ifPresent(events::add);
            }
        }
        return List.copyOf(events);
    }

    private Optional<Event> event(String document) {
        try {
            return Optional.of(codec.event(document));
        } catch (UnreadableRecordException e) {
            log.warn("an event cannot be read and is passed over: {}", e.getMessage());
            return Optional.empty();
        }
    }
}
