package dev.edgeinfer.store;

import dev.edgeinfer.event.Event;
import java.util.List;
import java.util.Optional;

/**
 * Some events, newest first.
 *
 * @param next where the next page begins; empty: there is none
 */
public record EventPage(List<Event> events, Optional<EventQuery.Cursor> next) {}
