package dev.edgeinfer.webhook;

import dev.edgeinfer.config.Config;
import dev.edgeinfer.config.ConfigFile;
import dev.edgeinfer.config.Secrets;
import dev.edgeinfer.config.WebhookConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Configurations with webhooks, read from text as a user writes it. */
final class WebhookConfigs {

    private static final String REST = """
            device: { id: board-7 }
            cameras:
              porch: { source: "v4l2:///dev/video0", zones: { step: [[0, 0], [1, 0], [1, 1]] } }
              yard: { source: "v4l2:///dev/video1" }
            """;

    private WebhookConfigs() {}

    /** @param text {@code webhooks} and {@code rules} */
    static Config config(String text) {
        try {
            Path folder = Files.createTempDirectory("webhooks");
            Path file = Files.writeString(folder.resolve("edge-infer.yaml"), REST + text);
            try {
                return ConfigFile.read(file, Secrets.of(Map.of())).config();
            } finally {
                Files.delete(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param keys of a webhook in one line, such as {@code url: "http://h/", timeout: 3s} */
    static WebhookConfig webhook(String keys) {
        return config("webhooks: { phone: { " + keys + " } }\n").webhooks().get("phone");
    }
}
