package dev.edgeinfer.cli;

import dev.edgeinfer.auth.Accounts;
import dev.edgeinfer.auth.PasswordHash;
import dev.edgeinfer.auth.Role;
import dev.edgeinfer.auth.TokenHash;
import dev.edgeinfer.config.DropIns;
import dev.edgeinfer.config.Names;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code edge-infer auth add}. */
@Command(
        name = "add",
        description = {
            "Makes what the configuration needs for one who may call the API: a user with a password, or a program with a token.",
            "Without --write it prints the lines to add; a token is shown this once."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sudo edge-infer auth add anna --role admin --write",
            "  sudo edge-infer auth add home-assistant --role view --token --write",
            "  edge-infer auth add ci --role operate --password-file password.txt"
        })
final class AuthAddCommand implements Runnable {

    private static final int SHORTEST_PASSWORD = 8;
    private static final int LONGEST_PASSWORD = 1024;

    /** What the names of roles are on the command line. */
    enum RoleName {
        view,
        operate,
        admin;

        Role role() {
            return Role.valueOf(name().toUpperCase(Locale.ROOT));
        }
    }

    @Parameters(paramLabel = "NAME", description = "Name of the user or the program.")
    private String name;

    @Option(
            names = "--role",
            required = true,
            paramLabel = "ROLE",
            description =
                    "${COMPLETION-CANDIDATES}: look at everything, switch things too, change the configuration too.")
    private RoleName role;

    @Option(names = "--token", description = "A token for a program instead of a password.")
    private boolean token;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Takes the password from the only line of a file instead of asking for it.")
    private Optional<Path> passwordFile;

    @Option(names = "--write", description = "Writes it into the drop-in 20-auth.yaml of the configuration.")
    private boolean write;

    @Mixin
    private ConfigOption config;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        if (!Names.isValid(name)) {
            throw new ParameterException(
                    spec.commandLine(), "\"%s\" is not a valid name; %s".formatted(name, Names.HINT));
        }
        if (Accounts.RESERVED_NAMES.contains(name)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "\"%s\" is what the log calls those who have no account; choose another name".formatted(name));
        }
        if (token && passwordFile.isPresent()) {
            throw new ParameterException(spec.commandLine(), "--token has no password; leave out --password-file");
        }
        Optional<String> secret = token ? Optional.of(TokenHash.newToken()) : Optional.empty();
        String hash = secret.map(text -> TokenHash.of(text).text())
                .orElseGet(() -> PasswordHash.of(password()).text());
        String kind = token ? "tokens" : "users";
        var entry = new AuthDropIn.Entry(kind, name, token ? "token" : "password", hash, role.role());
        var out = spec.commandLine().getOut();
        if (write) {
            Path file = DropIns.folder(config.file()).resolve(AuthDropIn.NAME);
            new AuthDropIn(file).add(entry);
            out.printf("%s: %s \"%s\" is in it; systemctl reload edge-infer takes it over%n", file, kind, name);
        } else {
            out.print(AuthDropIn.text(entry));
        }
        secret.ifPresent(text -> out.printf("# the token, which is nowhere else: %s%n", text));
        out.flush();
    }

    private char[] password() {
        return passwordFile
                .map(AuthAddCommand::ofFile)
                .map(AuthAddCommand::verified)
                .orElseGet(AuthAddCommand::asked);
    }

    private static char[] verified(char[] password) {
        if (password.length < SHORTEST_PASSWORD || password.length > LONGEST_PASSWORD) {
            throw new CommandFailure("the password has %d characters; use %d to %d"
                    .formatted(password.length, SHORTEST_PASSWORD, LONGEST_PASSWORD));
        }
        return password;
    }

    private static char[] ofFile(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() != 1) {
                throw new CommandFailure(
                        "\"%s\" has %d lines; write the password alone into it".formatted(file, lines.size()));
            }
            return lines.getFirst().toCharArray();
        } catch (IOException e) {
            throw new CommandFailure("\"%s\" cannot be read (%s)".formatted(file, e.getMessage()), e);
        }
    }

    private static char[] asked() {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw new CommandFailure("there is no terminal to ask for the password; name a file with --password-file");
        }
        char[] first = verified(typed(console, "Password: "));
        if (!Arrays.equals(first, typed(console, "Again: "))) {
            throw new CommandFailure("the two are not the same; try again");
        }
        return first;
    }

    private static char[] typed(Console console, String prompt) {
        char[] typed = console.readPassword(prompt);
        if (typed == null) {
            throw new CommandFailure("no password was given, and nothing was written");
        }
        return typed;
    }
}
