package dev.edgeinfer.config;

import dev.edgeinfer.auth.Accounts;
import dev.edgeinfer.auth.PasswordHash;
import dev.edgeinfer.auth.Role;
import dev.edgeinfer.auth.TokenHash;
import dev.edgeinfer.yaml.YamlMap;
import dev.edgeinfer.yaml.YamlValue;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads the keys of {@code http} that say who may call. Its problems do not show hashes. */
final class AccessReader {

    private static final int MOST_REQUESTS_PER_SECOND = 1_000_000;
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_])?");
    private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9._-]+(:[1-9][0-9]{0,4})?");
    private static final Pattern LOOPBACK = Pattern.compile("127\\.[0-9.]+|::1|(0+:){7}0*1|localhost");

    private static final String PASSWORD_HINT = "write what edge-infer auth add NAME --role ROLE prints";
    private static final String TOKEN_HINT = "write what edge-infer auth add NAME --role ROLE --token prints";

    private final Path folder;

    /** @param folder where relative paths start */
    AccessReader(Path folder) {
        this.folder = folder;
    }

    /** @param listen where the API listens */
    AccessConfig read(YamlMap http, String listen) {
        YamlValue insecureValue = http.get("insecure");
        boolean insecure = insecureValue.bool().orElse(false);
        YamlValue authValue = http.get("auth");
        Accounts accounts = authValue.section(map -> accounts(authValue, map));
        if (authValue.isPresent() && insecure) {
            insecureValue.keyProblem("lets everyone in, but auth says who may", "remove one of them");
        }
        boolean isOpen = !authValue.isPresent() && !insecure;
        if (isOpen && !LOOPBACK.matcher(listen).matches()) {
            http.get("listen")
                    .problem(
                            "is where other machines can reach the API, and nobody has to log in",
                            "run edge-infer auth add NAME --role admin, or write insecure: true to let everyone in");
        }
        return new AccessConfig(
                accounts,
                insecure,
                new TlsReader(folder).read(http.get("tls")),
                strings(http.get("hosts"), AccessReader::host),
                strings(http.get("cors"), AccessReader::origin),
                http.get("max-requests-per-second")
                        .integer(1, MOST_REQUESTS_PER_SECOND)
                        .orElse(AccessConfig.DEFAULT_MAX_REQUESTS_PER_SECOND));
    }

    private static Accounts accounts(YamlValue value, YamlMap auth) {
        Map<String, YamlValue> users = auth.get("users").section(YamlMap::entries);
        Map<String, YamlValue> tokens = auth.get("tokens").section(YamlMap::entries);
        if (value.isPresent() && users.isEmpty() && tokens.isEmpty()) {
            value.keyProblem(
                    "names nobody", "add a user or a token as edge-infer auth add NAME --role admin prints it");
        }
        return new Accounts(read(users, AccessReader::user), read(tokens, AccessReader::token));
    }

    private static <T> Map<String, T> read(Map<String, YamlValue> entries, Function<YamlMap, Optional<T>> reader) {
        var read = new LinkedHashMap<String, T>();
        Names.verify(entries.values());
        entries.values().forEach(AccessReader::verifyFree);
        entries.forEach((name, entry) -> entry.map(reader).ifPresent(one -> read.put(name, one)));
        return read;
    }

    private static void verifyFree(YamlValue account) {
        if (Accounts.RESERVED_NAMES.contains(account.key())) {
            account.keyProblem("is what the log calls those who have no account", "choose another name");
        }
    }

    private static Optional<Accounts.User> user(YamlMap user) {
        Optional<PasswordHash> hash =
                hash(user.get("password").required(PASSWORD_HINT), PasswordHash::parse, "a password", PASSWORD_HINT);
        Optional<Role> role = role(user);
        return hash.flatMap(h -> role.map(r -> new Accounts.User(h, r)));
    }

    private static Optional<Accounts.Token> token(YamlMap token) {
        Optional<TokenHash> hash =
                hash(token.get("token").required(TOKEN_HINT), TokenHash::parse, "a token", TOKEN_HINT);
        Optional<Role> role = role(token);
        return hash.flatMap(h -> role.map(r -> new Accounts.Token(h, r)));
    }

    private static Optional<Role> role(YamlMap account) {
        return account.get("role")
                .required("write role: view, role: operate or role: admin")
                .choice(Role.class);
    }

    /** Who writes the password itself must not see it in a log. */
    private static <T> Optional<T> hash(
            YamlValue value, Function<String, Optional<T>> parser, String what, String hint) {
        return value.string().flatMap(text -> {
            Optional<T> hash = parser.apply(text);
            if (hash.isEmpty() && !value.isUnknown()) {
                value.keyProblem("is not the hash of " + what, hint);
            }
            return hash;
        });
    }

    private static List<String> strings(YamlValue value, Function<YamlValue, Optional<String>> reader) {
        if (!value.isPresent()) {
            return List.of();
        }
        return value.isList()
                ? value.list(reader).orElse(List.of())
                : reader.apply(value).stream().toList();
    }

    private static Optional<String> host(YamlValue value) {
        return value.string().filter(host -> {
            boolean valid = HOST.matcher(host).matches();
            if (!valid) {
                value.problem("is not a host name", "write it without scheme and port, such as porch.lan");
            }
            return valid;
        });
    }

    private static Optional<String> origin(YamlValue value) {
        return value.string().filter(origin -> {
            boolean valid = ORIGIN.matcher(origin).matches();
            if (!valid) {
                value.problem(
                        "is not an origin", "write scheme, host and perhaps port, such as https://dash.example.org");
            }
            return valid;
        });
    }
}
