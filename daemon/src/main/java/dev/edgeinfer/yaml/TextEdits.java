package dev.edgeinfer.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Changes of a text that are made together, so that the places of all of them are those of the text as it was. */
final class TextEdits {

    private record Edit(int start, int end, String replacement) {}

    private final List<Edit> edits = new ArrayList<>();

    void replace(Regions.Region region, String replacement) {
        edits.add(new Edit(region.start(), region.end(), replacement));
    }

    void remove(int start, int end) {
        edits.add(new Edit(start, end, ""));
    }

    void insert(int place, String text) {
        edits.add(new Edit(place, place, text));
    }

    /** @throws NotEditableException when two of them are about the same place */
    String appliedTo(String text) {
        var result = new StringBuilder();
        int done = 0;
        // Those of one place in the order in which they came.
        edits.sort(Comparator.comparingInt(Edit::start).thenComparingInt(Edit::end));
        for (Edit edit : edits) {
            if (edit.start < done) {
                throw new NotEditableException("two changes are about the same place");
            }
            result.append(text, done, edit.start).append(edit.replacement);
            done = edit.end;
        }
        return result.append(text, done, text.length()).toString();
    }
}
