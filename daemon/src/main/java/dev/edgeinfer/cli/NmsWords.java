package dev.edgeinfer.cli;

import dev.edgeinfer.model.ModelManifest.Nms;
import dev.edgeinfer.yaml.YamlValue;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The modes of suppression in the words of the model's manifest. */
final class NmsWords implements ITypeConverter<Nms>, Iterable<String> {

    @Override
    public Nms convert(String word) {
        return Arrays.stream(Nms.values())
                .filter(mode -> YamlValue.word(mode).equals(word))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        "must be one of %s, not \"%s\"".formatted(String.join(", ", words()), word)));
    }

    @Override
    public Iterator<String> iterator() {
        return words().iterator();
    }

    private static List<String> words() {
        return Arrays.stream(Nms.values()).map(YamlValue::word).toList();
    }
}
