package dev.edgeinfer.auth;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who may call.
 *
 * @param users people by name, who have a password
 * @param tokens programs by name, which have a token
 */
public record Accounts(Map<String, User> users, Map<String, Token> tokens) {

    /** What is said to have done something when it was none of these; no user and no token may have such a name. */
    public static final Set<String> RESERVED_NAMES = Set.of("default", "http", "mqtt");

    public static final Accounts NONE = new Accounts(Map.of(), Map.of());

    public Accounts {
        users = Map.copyOf(users);
        tokens = Map.copyOf(tokens);
    }

    /** One who has a password. */
    public record User(PasswordHash password, Role role) {}

    /** One that has a token. */
    public record Token(TokenHash token, Role role) {}

    public boolean isEmpty() {
        return users.isEmpty() && tokens.isEmpty();
    }

    /** Whose token it is; looks at all of them, however early it is found. */
    Optional<Caller> ofToken(String token) {
        TokenHash hash = TokenHash.of(token);
        Caller found = null;
        for (var entry : tokens.entrySet()) {
            if (entry.getValue().token().equals(hash)) {
                found = new Caller(entry.getKey(), entry.getValue().role());
            }
        }
        return Optional.ofNullable(found);
    }
}
