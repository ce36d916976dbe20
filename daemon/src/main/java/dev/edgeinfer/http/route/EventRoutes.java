package dev.edgeinfer.http.route;

import dev.edgeinfer.event.Event;
import dev.edgeinfer.http.exchange.Parameters;
import dev.edgeinfer.http.exchange.ProblemException;
import dev.edgeinfer.http.exchange.ProblemType;
import dev.edgeinfer.http.exchange.Reply;
import dev.edgeinfer.http.picture.Jpeg;
import dev.edgeinfer.http.picture.PictureOptions;
import dev.edgeinfer.http.state.EventsDocument;
import dev.edgeinfer.http.stream.SharedPictures;
import dev.edgeinfer.store.EventQuery;
import dev.edgeinfer.store.EventQuery.Cursor;
import dev.edgeinfer.store.Store;
import dev.edgeinfer.store.StoreException;
import io.helidon.common.uri.UriQuery;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The routes of events that happened. */
public final class EventRoutes {

    private static final int USUAL_LIMIT = 50;
    private static final List<String> PARAMETERS =
            List.of("camera", "label", "zone", "after", "before", "limit", "cursor");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private static final int SMALLER_QUALITY = 80;

    private final Supplier<Store> store;
    private final Reply reply;
    private final SharedPictures pictures;

    public EventRoutes(Supplier<Store> store, Reply reply, SharedPictures pictures) {
        this.store = store;
        this.reply = reply;
        this.pictures = pictures;
    }

    public void list(ServerRequest request, ServerResponse response) {
        EventQuery query = query(request.query());
        reply.json(
                request,
                response,
                Status.OK_200,
                ask(() -> EventsDocument.of(store.get().list(query))));
    }

    public void event(ServerRequest request, ServerResponse response) {
        reply.json(request, response, Status.OK_200, EventsDocument.Detailed.of(found(request)));
    }

    public void snapshot(ServerRequest request, ServerResponse response) {
        OptionalInt height = Parameters.of(request.query(), Set.of("height"))
                .whole("height", PictureOptions.LEAST_HEIGHT, PictureOptions.MOST_HEIGHT);
        Event event = found(request);
        byte[] jpeg = ask(() -> store.get().snapshot(event.id()))
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NO_SNAPSHOT,
                        "No picture of event \"%s\" is kept, or not yet".formatted(event.id())));
        reply.send(
                request,
                response,
                Status.OK_200,
                "image/jpeg",
                height.isPresent() ? smaller(jpeg, height.getAsInt()) : jpeg);
    }

    private byte[] smaller(byte[] jpeg, int height) {
        try {
            return pictures.make(() -> Jpeg.smaller(jpeg, height, SMALLER_QUALITY));
        } catch (InterruptedException e) {
            throw new CloseConnectionException("the API stops", e);
        }
    }

    private Event found(ServerRequest request) {
        String id = request.path().pathParameters().get("id");
        return Optional.of(id)
                .filter(text -> UUID.matcher(text).matches())
                .flatMap(known -> ask(() -> store.get().find(known)))
                .orElseThrow(() -> new ProblemException(
                        ProblemType.UNKNOWN_EVENT,
                        "No event has the id \"%s\", or not any more; GET /events lists those that are kept"
                                .formatted(id)));
    }

    private static <T> T ask(Supplier<T> question) {
        try {
            return question.get();
        } catch (StoreException e) {
            throw new ProblemException(ProblemType.STORE_UNAVAILABLE, e.getMessage());
        }
    }

    private static EventQuery query(UriQuery query) {
        for (String name : query.names()) {
            if (!PARAMETERS.contains(name)) {
                throw bad(name, "is not known; there are: " + String.join(", ", PARAMETERS));
            }
            if (query.all(name).size() > 1) {
                throw bad(name, "is given more than once");
            }
        }
        return new EventQuery(
                text(query, "camera"),
                text(query, "label"),
                text(query, "zone"),
                time(query, "after"),
                time(query, "before"),
                limit(query),
                cursor(query));
    }

    private static Optional<String> text(UriQuery query, String name) {
        Optional<String> value = query.first(name).asOptional();
        if (value.filter(String::isBlank).isPresent()) {
            throw bad(name, "is empty; leave it out, or give it a value");
        }
        return value;
    }

    private static Optional<Instant> time(UriQuery query, String name) {
        return text(query, name).map(text -> {
            String hint = "must be a time such as 2026-11-29T12:00:00Z, not \"%s\"".formatted(text);
            try {
                OffsetDateTime time = OffsetDateTime.parse(text);
                // Others are no times as RFC 3339 has them.
                if (time.getYear() < 0 || time.getYear() > 9999) {
                    throw bad(name, hint);
                }
                return time.toInstant();
            } catch (DateTimeException e) {
                throw bad(name, hint);
            }
        });
    }

    private static int limit(UriQuery query) {
        return text(query, "limit")
                .map(text -> Optional.of(text)
                        .filter(digits -> NUMBER.matcher(digits).matches())
                        .map(Integer::parseInt)
                        .filter(number -> number >= 1 && number <= EventQuery.MOST)
                        .orElseThrow(() ->
                                bad("limit", "must be from 1 to %d, not \"%s\"".formatted(EventQuery.MOST, text))))
                .orElse(USUAL_LIMIT);
    }

    private static Optional<Cursor> cursor(UriQuery query) {
        return text(query, "cursor").map(text -> Cursor.parse(text)
                .orElseThrow(
                        () -> bad("cursor", "must be what the page before gave as next, not \"%s\"".formatted(text))));
    }

    private static ProblemException bad(String name, String rule) {
        return new ProblemException(
                ProblemType.BAD_PARAMETER, "Parameter \"%s\" %s".formatted(name, rule), Map.of("parameter", name));
    }
}
