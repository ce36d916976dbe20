package dev.edgeinfer.config;

import dev.edgeinfer.config.WebhookConfig.Events;
import dev.edgeinfer.config.WebhookConfig.Phase;
import dev.edgeinfer.yaml.NearestName;
import dev.edgeinfer.yaml.YamlMap;
import dev.edgeinfer.yaml.YamlValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads which events a webhook is told of: {@code all}, a phase, a list of phases, or a map with more. */
final class WebhookEventsReader {

    private static final String ALL = "all";
    private static final Map<String, Phase> PHASES = new LinkedHashMap<>();

    static {
        for (Phase phase : Phase.values()) {
            PHASES.put(YamlValue.word(phase), phase);
        }
    }

    private final Set<String> cameras;
    private final Optional<Set<String>> zones;

    /**
     * @param cameras names of all cameras
     * @param zones names of all zones; empty: not all are known, because a camera has problems of its own
     */
    WebhookEventsReader(Set<String> cameras, Optional<Set<String>> zones) {
        this.cameras = cameras;
        this.zones = zones;
    }

    Events read(YamlValue value) {
        if (!value.isPresent()) {
            return Events.NONE;
        }
        return value.isCollection() && !value.isList()
                ? value.map(map -> Optional.of(read(map))).orElseThrow()
                : new Events(phases(value), List.of(), List.of(), List.of());
    }

    private Events read(YamlMap map) {
        YamlValue phases = map.get("phases");
        return new Events(
                phases.isPresent() ? phases(phases) : EnumSet.allOf(Phase.class),
                names(map.get("labels"), Optional.empty(), "label"),
                names(map.get("cameras"), Optional.of(cameras), "camera"),
                names(map.get("zones"), zones, "zone"));
    }

    private static Set<Phase> phases(YamlValue value) {
        if (value.is(ALL)) {
            return EnumSet.allOf(Phase.class);
        }
        if (!value.isList()) {
            return phase(value).map(Set::of).orElse(Set.of());
        }
        Optional<List<Phase>> phases = value.list(WebhookEventsReader::phase);
        if (phases.filter(List::isEmpty).isPresent()) {
            value.keyProblem("names none of " + String.join(", ", PHASES.keySet()), "name one, or remove the key");
        }
        return Set.copyOf(phases.orElse(List.of()));
    }

    private static Optional<Phase> phase(YamlValue value) {
        Optional<String> word = value.string();
        word.filter(written -> !PHASES.containsKey(written)).ifPresent(written -> {
            var choices = new ArrayList<>(List.of(ALL));
            choices.addAll(PHASES.keySet());
            value.problem("is not a choice here", NearestName.hint(written, choices));
        });
        return word.map(PHASES::get);
    }

    /** One name or a list of them. */
    private static List<String> names(YamlValue value, Optional<? extends Collection<String>> known, String what) {
        if (!value.isPresent()) {
            return List.of();
        }
        if (!value.isCollection()) {
            return name(value, known, what).map(List::of).orElse(List.of());
        }
        Optional<List<String>> names = value.list(item -> name(item, known, what));
        if (names.filter(List::isEmpty).isPresent()) {
            value.keyProblem("names no " + what, "name one, or remove the key so that all count");
        }
        return names.orElse(List.of()).stream().distinct().toList();
    }

    private static Optional<String> name(YamlValue value, Optional<? extends Collection<String>> known, String what) {
        Optional<String> name = value.string();
        name.ifPresent(written -> known.filter(all -> !all.contains(written))
                .ifPresent(all -> value.problem("is not a " + what, NearestName.hint(written, all))));
        return name;
    }
}
