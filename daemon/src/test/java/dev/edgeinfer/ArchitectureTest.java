package dev.edgeinfer;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rooms of the house and the doors between them. A new package needs a line in this table. */
class ArchitectureTest {

    private static final String ROOT = "dev.edgeinfer";

    /** Package → packages that it may use besides itself. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("yaml", Set.of()),
            Map.entry("auth", Set.of()),
            // "system" for files that are replaced as a whole, likewise in "event".
            Map.entry("config", Set.of("auth", "system", "yaml")),
            Map.entry("camera", Set.of("config", "system")),
            Map.entry("model", Set.of("yaml")),
            Map.entry("detect", Set.of("camera", "model")),
            Map.entry("pipeline", Set.of("camera", "config", "detect")),
            Map.entry("track", Set.of("config", "detect")),
            Map.entry("event", Set.of("config", "detect", "system", "track")),
            Map.entry("store", Set.of("config", "detect", "event", "system")),
            Map.entry("document", Set.of("detect", "event")),
            Map.entry("mqtt", Set.of("config", "detect", "document", "event", "track")),
            Map.entry("webhook", Set.of("config", "detect", "document", "event")),
            Map.entry("gpio", Set.of("config", "event", "system", "yaml")),
            Map.entry("log", Set.of()),
            Map.entry("repository", Set.of("config", "detect", "metrics", "model", "system", "yaml")),
            Map.entry(
                    "metrics",
                    Set.of(
                            "camera",
                            "detect",
                            "event",
                            "gpio",
                            "mqtt",
                            "pipeline",
                            "store",
                            "system",
                            "webhook",
                            "yaml")),
            Map.entry(
                    "benchmark",
                    Set.of("camera", "config", "detect", "document", "model", "pipeline", "system", "track")),
            Map.entry("system", Set.of()),
            Map.entry(
                    "http",
                    Set.of(
                            "auth",
                            "camera",
                            "config",
                            "detect",
                            "document",
                            "event",
                            "gpio",
                            "metrics",
                            "model",
                            "mqtt",
                            "pipeline",
                            "repository",
                            "store",
                            "system",
                            "track",
                            "webhook",
                            "yaml")));

    /** Package below {@code camera} → packages of {@code camera} that it may use; the empty one is {@code camera} itself. */
    private static final Map<String, Set<String>> MAY_USE_IN_CAMERA = Map.ofEntries(
            Map.entry("", Set.of()),
            Map.entry("picture", Set.of("")),
            Map.entry("image", Set.of()),
            Map.entry("ffmpeg", Set.of("", "image")),
            Map.entry("file", Set.of("", "ffmpeg", "image")),
            Map.entry("network", Set.of("", "ffmpeg", "image")),
            Map.entry("command", Set.of("", "ffmpeg")),
            Map.entry("v4l2", Set.of("")),
            Map.entry("source", Set.of("", "command", "file", "network", "v4l2")));

    /** The same of {@code http}. */
    private static final Map<String, Set<String>> MAY_USE_IN_HTTP = Map.ofEntries(
            Map.entry("exchange", Set.of()),
            Map.entry("page", Set.of()),
            Map.entry("state", Set.of()),
            Map.entry("security", Set.of("exchange")),
            Map.entry("picture", Set.of("exchange")),
            Map.entry("feed", Set.of("state")),
            Map.entry("source", Set.of("exchange", "feed", "picture", "state")),
            Map.entry("models", Set.of("exchange", "source", "state")),
            Map.entry("inference", Set.of("exchange", "models", "source", "state")),
            Map.entry("stream", Set.of("exchange", "feed", "picture", "source", "state")),
            Map.entry("openapi", Set.of("exchange")),
            Map.entry("route", Set.of("exchange", "picture", "source", "state", "stream")),
            Map.entry("configuration", Set.of("exchange", "source")),
            Map.entry(
                    "",
                    Set.of(
                            "configuration",
                            "exchange",
                            "inference",
                            "models",
                            "openapi",
                            "page",
                            "route",
                            "security",
                            "source",
                            "state",
                            "stream")));

    /** Packages that are split, with the table of their parts. */
    private static final Map<String, Map<String, Set<String>>> SPLIT =
            Map.of("camera", MAY_USE_IN_CAMERA, "http", MAY_USE_IN_HTTP);

    /** Packages that put the others together. */
    private static final Set<String> MAY_USE_ALL = Set.of("", "cli");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    static Set<String> restrictedPackages() {
        return MAY_USE.keySet();
    }

    @ParameterizedTest
    @MethodSource("restrictedPackages")
    void aPackageUsesOnlyWhatTheTableSays(String room) {
        Set<String> allowed = new TreeSet<>(MAY_USE.get(room));
        allowed.add(room);

        classes()
                .that(describe("are in " + room, type -> room.equals(roomOf(type))))
                .should()
                .onlyDependOnClassesThat(
                        describe("are in " + allowed, type -> !isOurs(type) || allowed.contains(roomOf(type))))
                .check(CLASSES);
    }

    static Stream<Arguments> partsOfSplitPackages() {
        return SPLIT.entrySet().stream()
                .flatMap(room -> room.getValue().keySet().stream().map(below -> Arguments.of(room.getKey(), below)));
    }

    @ParameterizedTest
    @MethodSource("partsOfSplitPackages")
    void aPartOfASplitPackageUsesOnlyWhatItsTableSays(String room, String below) {
        Set<String> allowed = new TreeSet<>(SPLIT.get(room).get(below));
        allowed.add(below);

        classes()
                .that(describe(
                        "are in " + room + "." + below, type -> isIn(room, type) && below.equals(belowRoom(type))))
                .should()
                .onlyDependOnClassesThat(describe(
                        "are in these of " + room + ": " + allowed,
                        type -> !isIn(room, type) || allowed.contains(belowRoom(type))))
                .check(CLASSES);
    }

    static Set<String> splitPackages() {
        return SPLIT.keySet();
    }

    @ParameterizedTest
    @MethodSource("splitPackages")
    void everyPartOfASplitPackageIsInItsTableAndSaysWhatItOwns(String room) {
        Set<String> actual = new TreeSet<>();
        CLASSES.stream()
                .filter(type -> isIn(room, type))
                .map(ArchitectureTest::belowRoom)
                .forEach(actual::add);
        assertEquals(new TreeSet<>(SPLIT.get(room).keySet()), actual);

        for (String below : actual) {
            Path described = Path.of("src/main/java/dev/edgeinfer", room, below, "package-info.java");
            assertTrue(Files.exists(described), described.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("splitPackages")
    void thePartsOfASplitPackageHaveNoCycles(String room) {
        slices().matching(ROOT + "." + room + ".(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void whatFollowsACameraKnowsNoKindOfSource() {
        Set<String> known = Set.of("", "image", "picture");
        classes()
                .that(describe("follow a camera", type -> !isIn("camera", type) && !MAY_USE_ALL.contains(roomOf(type))))
                .should()
                .onlyDependOnClassesThat(describe(
                        "are in these of camera: " + known,
                        type -> !isIn("camera", type) || known.contains(belowRoom(type))))
                .check(CLASSES);
    }

    @Test
    void thePackagesHaveNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void everyPackageIsInTheTableAndSaysWhatItOwns() {
        Set<String> known = new TreeSet<>(MAY_USE.keySet());
        known.addAll(MAY_USE_ALL);
        Set<String> actual = new TreeSet<>();
        CLASSES.stream().map(ArchitectureTest::roomOf).forEach(actual::add);
        assertEquals(known, actual);

        Path sources = Path.of("src/main/java/dev/edgeinfer");
        for (String room : known) {
            assertTrue(Files.exists(sources.resolve(room).resolve("package-info.java")), "package-info of " + room);
        }
    }

    @Test
    void onlyModelsDetectorsAndCommandsKnowTheNativeApi() {
        noClasses()
                .that(describe("are neither in model, detect nor cli", type -> !Set.of("model", "detect", "cli", "")
                        .contains(roomOf(type))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.pytorch.executorch..")
                .check(CLASSES);
    }

    @Test
    void loggingGoesThroughSlf4j() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "org.apache.commons.logging..", "org.apache.log4j..")
                .check(CLASSES);
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(System.Logger.class)
                .check(CLASSES);
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
    }

    /** Name of the top-level package; empty for the root itself. */
    private static String roomOf(JavaClass type) {
        return part(type, 0);
    }

    /** Name of the package below the top-level one; empty for that one itself. */
    private static String belowRoom(JavaClass type) {
        return part(type, 1);
    }

    private static boolean isIn(String room, JavaClass type) {
        return roomOf(type).equals(room);
    }

    private static String part(JavaClass type, int index) {
        String name = type.getPackageName();
        if (name.equals(ROOT) || !isOurs(type)) {
            return "";
        }
        String[] parts = name.substring(ROOT.length() + 1).split("\\.");
        return index < parts.length ? parts[index] : "";
    }
}
