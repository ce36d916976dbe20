package dev.edgeinfer.cli;

import dev.edgeinfer.auth.Role;
import dev.edgeinfer.system.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The drop-in {@value #NAME}, which {@code edge-infer auth} alone writes: the accounts and nothing else. Its owner alone
 * may read it; written by root, that is the user of the service.
 */
final class AuthDropIn {

    static final String NAME = "20-auth.yaml";

    private static final String HEADER = "# Who may call the API. Written by edge-infer auth add.\n";
    private static final String SERVICE_USER = "edge-infer";

    /**
     * One account.
     *
     * @param kind {@code users} or {@code tokens}
     * @param secret the key of the hash: {@code password} or {@code token}
     */
    record Entry(String kind, String name, String secret, String hash, Role role) {}

    private final Path file;

    AuthDropIn(Path file) {
        this.file = file;
    }

    /** The lines that say it. */
    static String text(Entry entry) {
        Map<String, Object> root = new LinkedHashMap<>();
        put(root, entry);
        return yaml().dump(root);
    }

    /** Adds an account, or replaces the one of this name. */
    void add(Entry entry) {
        try {
            Map<String, Object> root = read();
            put(root, entry);
            write(HEADER + yaml().dump(root));
        } catch (ClassCastException | YAMLException e) {
            throw new CommandFailure(
                    "\"%s\" has something else than accounts in it; move that to another drop-in".formatted(file), e);
        } catch (IOException e) {
            throw new CommandFailure(
                    "\"%s\" cannot be written (%s); run this as root, or without --write"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private Map<String, Object> read() throws IOException {
        if (!Files.exists(file)) {
            return new LinkedHashMap<>();
        }
        Map<String, Object> root = yaml().load(Files.readString(file));
        return root == null ? new LinkedHashMap<>() : root;
    }

    private static void put(Map<String, Object> root, Entry entry) {
        var account = new LinkedHashMap<String, Object>();
        account.put(entry.secret(), entry.hash());
        account.put("role", entry.role().name().toLowerCase(Locale.ROOT));
        child(child(child(root, "http"), "auth"), entry.kind()).put(entry.name(), account);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> child(Map<String, Object> map, String key) {
        return (Map<String, Object>) map.computeIfAbsent(key, _ -> new LinkedHashMap<String, Object>());
    }

    private void write(String text) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        AtomicFile.at(file).ownerOnly().write(text.getBytes(StandardCharsets.UTF_8), AuthDropIn::giveToService);
    }

    private static void giveToService(Path written) throws IOException {
        if (!Files.getOwner(written).getName().equals("root")) {
            return;
        }
        try {
            UserPrincipal user =
                    written.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(SERVICE_USER);
            Files.getFileAttributeView(written, PosixFileAttributeView.class).setOwner(user);
        } catch (UserPrincipalNotFoundException e) {
            // Not installed as a service: root runs it.
        }
    }

    private static Yaml yaml() {
        var options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setWidth(200);
        return new Yaml(
                new SafeConstructor(new LoaderOptions()),
                new org.yaml.snakeyaml.representer.Representer(options),
                options);
    }
}
