package dev.edgeinfer.config.edit;

import dev.edgeinfer.yaml.YamlText;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The secrets that stand in texts, taken out of sentences about them. */
final class HiddenTexts {

    /** Shorter ones would be found in sentences that have nothing to do with them. */
    private static final int SHORTEST = 4;

    // Longest first: one may be a part of another.
    private final Map<String, String> shownByHidden =
            new TreeMap<>(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    HiddenTexts(List<YamlText> texts) {
        texts.stream().flatMap(text -> text.scalars().stream()).forEach(place -> {
            String shown = SecretMask.value(place.path(), place.value());
            if (!shown.equals(place.value()) && place.value().length() >= SHORTEST) {
                shownByHidden.put(place.value(), shown);
            }
        });
    }

    String masked(String sentence) {
        String masked = sentence;
        for (Map.Entry<String, String> secret : shownByHidden.entrySet()) {
            masked = masked.replace(secret.getKey(), secret.getValue());
        }
        return masked;
    }
}
