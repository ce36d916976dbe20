package dev.edgeinfer.document;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * How the board writes JSON, over HTTP as over MQTT and to webhooks: camelCase as the records are named, times in ISO 8601 to
 * the millisecond, absent values as {@code null}.
 */
public final class Json {

    private Json() {}

    /** Not made before somebody asks for it. */
    private static final class Shared {

        static final ObjectMapper MAPPER = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .build();
    }

    /**
     * The mapper of the process, for any thread: what it has found out about a record once, it knows for all. Who wants another
     * setting takes a {@code reader()}, a {@code writer()} or a {@code copy()}.
     */
    public static ObjectMapper mapper() {
        return Shared.MAPPER;
    }

    /**
     * The number with that many digits after the point: what a reader can use, at half the bytes.
     *
     * @param digits 0..6
     */
    public static double rounded(double value, int digits) {
        double scale = Math.pow(10, digits);
        return Math.round(value * scale) / scale;
    }

    /** The time without what is finer than people read. */
    public static Instant millis(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS);
    }

    /** How a constant is written: camelCase, as keys are. */
    public static String word(Enum<?> constant) {
        String[] parts = constant.name().toLowerCase(Locale.ROOT).split("_");
        var word = new StringBuilder(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            word.append(Character.toUpperCase(parts[i].charAt(0))).append(parts[i], 1, parts[i].length());
        }
        return word.toString();
    }
}
