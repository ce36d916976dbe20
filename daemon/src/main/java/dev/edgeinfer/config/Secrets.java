package dev.edgeinfer.config;

import dev.edgeinfer.yaml.InvalidDocumentException;
import dev.edgeinfer.yaml.References;
import dev.edgeinfer.yaml.TextFile;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The secrets that a configuration refers to, so that none has to stand in it: <code>${file:/path}</code> is what stands in
 * a file, <code>${credential:NAME}</code> what the service manager hands over ({@code LoadCredential=}). A reference may be
 * a part of a text; {@code $${} means these characters themselves.
 *
 * <p>What was read is left out of every text that goes through {@link #mask}, and so is the password of a URI. Any thread may call.
 */
public final class Secrets implements References {

    private static final Pattern REFERENCE = Pattern.compile("\\$?\\$\\{([^}]*)(}?)");
    /** Of a URI, up to the last @ before its path. */
    private static final Pattern PASSWORD = Pattern.compile("(://[^/?#@:\\s\"]*:)[^/?#\\s\"]*@");

    private static final Pattern CREDENTIAL = Pattern.compile("[A-Za-z0-9_.-]{1,255}");

    private static final String FILE = "file:";
    private static final String CREDENTIAL_KIND = "credential:";
    private static final String MASK = "***";

    /** Shorter ones would be found in texts that have nothing to do with them. */
    private static final int SHORTEST_MASKED = 4;

    private final Optional<Path> credentials;
    private final boolean mustExist;
    // Longest first: one may be a part of another.
    private final Set<String> known = new ConcurrentSkipListSet<>(Secrets::longestFirst);

    private Secrets(Optional<Path> credentials, boolean mustExist) {
        this.credentials = credentials;
        this.mustExist = mustExist;
    }

    /** @param environment has {@code CREDENTIALS_DIRECTORY} when the service manager hands over credentials */
    public static Secrets of(Map<String, String> environment) {
        return new Secrets(directory(environment), true);
    }

    /** For a check outside of the service, which has no credentials: each has some text then. */
    public static Secrets forCheck(Map<String, String> environment) {
        return new Secrets(directory(environment), false);
    }

    /** By hand: the JVM makes classes at each start for comparators that are put together. */
    private static int longestFirst(String one, String other) {
        return one.length() == other.length() ? one.compareTo(other) : other.length() - one.length();
    }

    private static Optional<Path> directory(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("CREDENTIALS_DIRECTORY")).map(Path::of);
    }

    @Override
    public Result resolve(String written) {
        Matcher reference = REFERENCE.matcher(written);
        var text = new StringBuilder();
        boolean known = true;
        while (reference.find()) {
            if (reference.group().startsWith("$$")) {
                reference.appendReplacement(
                        text, Matcher.quoteReplacement(reference.group().substring(1)));
                continue;
            }
            Result part = reference.group(2).isEmpty()
                    ? new Broken(
                            "has a ${ without its }", "write ${file:/path}, ${credential:NAME}, or $${ for the text")
                    : referred(reference.group(1));
            switch (part) {
                case Broken broken -> {
                    return broken;
                }
                case Text(String secret, boolean isKnown) -> {
                    known &= isKnown;
                    reference.appendReplacement(text, Matcher.quoteReplacement(secret));
                }
            }
        }
        return new Text(reference.appendTail(text).toString(), known);
    }

    @Override
    public String mask(String text) {
        String masked = withoutPassword(text);
        for (String secret : known) {
            masked = masked.replace(secret, MASK);
        }
        return masked;
    }

    /** The same text with {@code ***} for the passwords of the URIs in it. */
    static String withoutPassword(String text) {
        return PASSWORD.matcher(text).replaceAll("$1" + MASK + "@");
    }

    private Result referred(String reference) {
        if (reference.startsWith(FILE)) {
            return fromFile(reference.substring(FILE.length()));
        }
        return reference.startsWith(CREDENTIAL_KIND)
                ? fromCredential(reference.substring(CREDENTIAL_KIND.length()))
                : new Broken(
                        "refers to \"" + reference + "\", which is neither a file nor a credential",
                        "write ${file:/path}, ${credential:NAME}, or $${ for the text");
    }

    private Result fromFile(String path) {
        try {
            return path.startsWith("/")
                    ? content(Path.of(path), "secret file")
                    : new Broken("refers to the file \"" + path + "\" without its full path", "write ${file:/path}");
        } catch (InvalidPathException e) {
            return new Broken("refers to a file whose path is none: " + e.getReason(), "write ${file:/path}");
        }
    }

    private Result fromCredential(String name) {
        if (!CREDENTIAL.matcher(name).matches() || name.startsWith(".")) {
            return new Broken(
                    "refers to the credential \"" + name + "\", which is no name of one",
                    "use letters, digits, . _ and -");
        }
        if (credentials.isPresent()) {
            return content(credentials.get().resolve(name), "credential");
        }
        return mustExist
                ? new Broken(
                        "refers to the credential \"" + name + "\", but the process was started without any",
                        "add LoadCredential=" + name + ":FILE to the unit, or write ${file:/path}")
                : new Text(name, false);
    }

    /** The only line of a file. */
    private Result content(Path file, String kind) {
        try {
            List<String> lines = TextFile.read(file).lines().toList();
            if (lines.size() != 1 || lines.getFirst().isBlank()) {
                return new Broken(
                        "refers to the %s \"%s\", which has %d lines".formatted(kind, file, lines.size()),
                        "write one line with the secret into it");
            }
            String secret = lines.getFirst();
            if (secret.length() >= SHORTEST_MASKED) {
                known.add(secret);
            }
            return new Text(secret);
        } catch (InvalidDocumentException e) {
            return new Broken(
                    "refers to a " + kind + " that cannot be had: "
                            + e.problems().getFirst().withoutHint(),
                    "make it readable for the user of the daemon");
        }
    }
}
