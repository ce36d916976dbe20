package dev.edgeinfer.config.edit;

import dev.edgeinfer.yaml.Position;
import dev.edgeinfer.yaml.Problem;
import dev.edgeinfer.yaml.ScalarPlace;
import dev.edgeinfer.yaml.YamlText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Hides the secrets of texts and values that are shown, and puts them back into those that come back. A secret is known again by its path;
 * one in a comment by the rest of its comment.
 */
final class Masking {

    private Masking() {}

    /** The text without its secrets. */
    static YamlText masked(YamlText text) {
        return text.withScalars(place -> Optional.of(SecretMask.value(place.path(), place.value()))
                        .filter(shown -> !shown.equals(place.value())))
                .withComments(SecretMask::comment);
    }

    /** Values without their secrets. */
    static Map<String, Object> masked(Map<String, Object> values) {
        return map(values, List.of(), (path, value) -> {
            String written = value.toString();
            String shown = SecretMask.value(path, written);
            return shown.equals(written) ? value : shown;
        });
    }

    /**
     * The text with the secrets of another one where it has their masks.
     *
     * @param problems takes those of masks that stand for nothing
     */
    static YamlText restored(YamlText sent, Optional<YamlText> known, List<Problem> problems) {
        Map<List<String>, ScalarPlace> secrets = new HashMap<>();
        Map<String, Deque<String>> comments = new HashMap<>();
        known.ifPresent(text -> {
            text.scalars().forEach(place -> secrets.put(place.path(), place));
            text.withComments(comment -> {
                comments.computeIfAbsent(SecretMask.comment(comment), _ -> new ArrayDeque<>())
                        .add(comment);
                return comment;
            });
        });
        var untold = new ArrayList<Problem>();
        YamlText whole = known.isEmpty()
                ? sent
                : sent.withScalarsOf(known.get(), place -> Optional.ofNullable(secrets.get(place.path()))
                        .filter(secret -> SecretMask.isMasked(place.value())
                                && SecretMask.value(secret.path(), secret.value())
                                        .equals(place.value())));
        for (ScalarPlace place : whole.scalars()) {
            boolean masks = SecretMask.isMasked(place.value())
                    && !Optional.ofNullable(secrets.get(place.path()))
                            .map(ScalarPlace::value)
                            .equals(Optional.of(place.value()));
            if (masks) {
                untold.add(unknown(sent.name(), place.position(), place.path()));
            }
        }
        problems.addAll(untold);
        return whole.withComments(comment -> Optional.ofNullable(comments.get(comment))
                .map(written -> written.size() > 1 ? written.poll() : written.peek())
                .orElse(comment));
    }

    /** As {@link #restored(YamlText, Optional, List)}, of values. */
    static Map<String, Object> restored(
            String file, Map<String, Object> sent, Map<String, Object> known, List<Problem> problems) {
        var secrets = new HashMap<List<String>, Object>();
        map(known, List.of(), (path, value) -> {
            secrets.put(path, value);
            return value;
        });
        return map(sent, List.of(), (path, value) -> {
            if (!(value instanceof String text) || !SecretMask.isMasked(text)) {
                return value;
            }
            Object secret = secrets.get(path);
            if (secret != null
                    && (secret.equals(value)
                            || SecretMask.value(path, secret.toString()).equals(text))) {
                return secret;
            }
            problems.add(unknown(file, Position.NONE, path));
            return value;
        });
    }

    private static Problem unknown(String file, Position position, List<String> path) {
        return new Problem(
                file,
                position,
                ScalarPlace.dotted(path),
                Optional.empty(),
                "has " + SecretMask.MASK + " where there was no secret before",
                Optional.of("write the value itself, or leave it at the path that it had"));
    }

    /** @param change gives what stands for a value that is neither map nor list nor null */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(
            Map<String, Object> values, List<String> path, BiFunction<List<String>, Object, Object> change) {
        return (Map<String, Object>) any(values, path, change);
    }

    private static Object any(Object value, List<String> path, BiFunction<List<String>, Object, Object> change) {
        return switch (value) {
            case null -> null;
            case Map<?, ?> map -> {
                var changed = new LinkedHashMap<String, Object>();
                map.forEach(
                        (key, below) -> changed.put(key.toString(), any(below, longer(path, key.toString()), change)));
                yield changed;
            }
            case List<?> list -> {
                var changed = new ArrayList<Object>();
                for (int i = 0; i < list.size(); i++) {
                    changed.add(any(list.get(i), longer(path, "[" + i + "]"), change));
                }
                yield changed;
            }
            case Object scalar -> change.apply(path, scalar);
        };
    }

    private static List<String> longer(List<String> path, String key) {
        var longer = new ArrayList<>(path);
        longer.add(key);
        return List.copyOf(longer);
    }
}
