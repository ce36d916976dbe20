package dev.edgeinfer.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the name that someone who mistyped one most likely meant. */
public final class NearestName {

    private static final int MOST_LISTED = 12;

    private NearestName() {}

    /**
     * The known name with the least edit distance, unless that is more than a third of what was written (at least one
     * edit). Letter case, {@code -} and {@code _} do not count, so {@code targetFps} is near {@code target-fps}.
     */
    public static Optional<String> of(String written, Collection<String> known) {
        String wanted = normalised(written);
        int mostEdits = Math.max(1, wanted.length() / 3);
        record Candidate(String name, int edits) {}
        return known.stream()
                .map(name -> new Candidate(name, distance(wanted, normalised(name), mostEdits)))
                .filter(candidate -> candidate.edits <= mostEdits)
                .min(Comparator.comparingInt(Candidate::edits))
                .map(Candidate::name);
    }

    /** {@code did you mean "b"? (known: a, b)}, or only what is known if nothing is near. */
    public static String hint(String written, Collection<String> known) {
        if (known.isEmpty()) {
            return "none is known here";
        }
        String listed = known.stream().limit(MOST_LISTED).collect(Collectors.joining(", "));
        int more = known.size() - MOST_LISTED;
        String all = "known: " + listed + (more > 0 ? " and " + more + " more" : "");
        return of(written, known)
                .map(name -> "did you mean \"" + name + "\"? (" + all + ")")
                .orElse(all);
    }

    private static String normalised(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    /**
     * Edits (insert, delete, replace, swap two neighbours) between two words: the optimal string alignment distance.
     * Words whose lengths alone differ by more than {@code limit} are not compared.
     */
    private static int distance(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) > limit) {
            return Integer.MAX_VALUE;
        }
        int[] beforePrevious = new int[b.length() + 1];
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    current[j] = Math.min(current[j], beforePrevious[j - 2] + 1);
                }
            }
            int[] oldest = beforePrevious;
            beforePrevious = previous;
            previous = current;
            current = oldest;
        }
        return previous[b.length()];
    }
}
